create or replace function api.claim_key(
    service_id uuid, key_type text, key text, request text
)
    returns table (refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Two days of the tree at any time: pruned as it begins, so one plan serves them all.
    set plan_cache_mode = force_generic_plan
as $$
declare
    kept record;
begin
    if not pg_try_advisory_xact_lock(
        hashtext('idempotency_keys'),
        hashtext(concat(claim_key.service_id, claim_key.key_type, claim_key.key))
    ) then
        refusal := 'NT409';
        return next;
        return;
    end if;
    select k.request, k.status, k.answer, k.ids, k.reasons, k.created_at into kept
    from idempotency_keys as k
    where k.service_id = claim_key.service_id
      and k.key_type = claim_key.key_type
      and k.key = claim_key.key
      and k.day between today() - 1 and today()
    order by k.day desc
    limit 1;
    if found and kept.request = claim_key.request then
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

comment on function api.claim_key is
'Whether a request with this Idempotency-Key may be carried out: refusal is null, and it is this
transaction''s alone; or NT409, as another has it now; NT422, as it was another request''s; "replay",
as this request has been answered, with the answer as the reason.
Locks: the key, as an advisory lock, without waiting.';

grant execute on function api.claim_key to postroom_api;
