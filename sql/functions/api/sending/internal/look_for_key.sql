create or replace function api.look_for_key(
    service_id uuid, key_type text, key text, request text
)
    returns table (refusal text, reason text)
    language plpgsql
as $$
declare
    kept record;
begin
    if not pg_try_advisory_xact_lock(
        hashtext('idempotency_keys'),
        hashtext(concat(look_for_key.service_id, look_for_key.key_type, look_for_key.key))
    ) then
        refusal := 'NT409';
        return next;
        return;
    end if;
    select k.request, k.status, k.answer, k.ids, k.reasons, k.created_at into kept
    from postroom.idempotency_keys as k
    where k.service_id = look_for_key.service_id
      and k.key_type = look_for_key.key_type
      and k.key = look_for_key.key
      and k.day between postroom.today() - 1 and postroom.today()
    order by k.day desc
    limit 1;
    if found and kept.request = look_for_key.request then
        refusal := 'replay';
        reason := json_build_object(
            'status', kept.status, 'answer', kept.answer, 'ids', kept.ids,
            'reasons', kept.reasons, 'created_at', kept.created_at
        )::text;
    elsif found then
        refusal := 'NT422';
    end if;
    return next;
end
$$;

comment on function api.look_for_key is
'What api.claim_key says, for callers who plan once for all: of the tree of keys two days are read,
which are known when the query begins.
Locks: the key, as an advisory lock, without waiting.';
