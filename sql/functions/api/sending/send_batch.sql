create or replace function api.send_batch(messages json, once json default null)
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_generic_plan  -- no plan here depends on how many there are
as $$
#variable_conflict use_column
declare
    given constant new_message[] := array(
        select m from json_populate_recordset(null::new_message, send_batch.messages) as m
    );
    asked new_message := json_populate_record(null::new_message, send_batch.once);
    used text;
    kept text;
    ids uuid[];
    times timestamptz[];
    refusals text[];
    reasons text[];
begin
    if asked.idempotency_key is not null then
        select c.refusal, c.reason into used, kept
        from api.claim_key(
            asked.service_id, asked.key_type, asked.idempotency_key, asked.request
        ) as c;
        if used is not null then
            return query select null::uuid, null::timestamptz, used, kept;
            return;
        end if;
    end if;
    select
        array_agg(a.id order by a.number), array_agg(a.created_at order by a.number),
        array_agg(a.refusal order by a.number), array_agg(a.reason order by a.number)
    into ids, times, refusals, reasons
    from api.accept_messages(given) with ordinality
        as a (id, created_at, refusal, reason, number);
    -- What is at fault already has no recipient: it only hears whether the day is used up by then.
    if asked.idempotency_key is not null and exists (
        select from generate_subscripts(ids, 1) as n (number)
        where ids[n.number] is not null and given[n.number].recipient is not null
    ) then
        perform api.keep_answer(
            asked.service_id, asked.key_type, asked.idempotency_key, asked.request, 200,
            asked.answer, ids, reasons
        );
    end if;
    return query
    select o.id, o.created_at, o.refusal, o.reason
    from unnest(ids, times, refusals, reasons) as o (id, created_at, refusal, reason);
end
$$;

comment on function api.send_batch is
'Accepts the messages of one request in one transaction, as api.send_notifications does. With once
(service_id, key_type, idempotency_key, request, answer) the request is carried out once: if it may not
be, the only row tells why (api.claim_key). Its answer is kept if a message was accepted.
Messages without a recipient, which are simulated, ask only whether their day is used up by then.
Locks: as api.accept_messages; the key.';

grant execute on function api.send_batch to postroom_api;
