create or replace function api.accept_once(messages postroom.new_message[])
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_generic_plan  -- no plan here depends on how many there are
as $$
#variable_conflict use_column
declare
    refusals text[];
    reasons text[];
    -- Those that may be stored, by their numbers, and what became of them.
    free int[];
    became_ids uuid[];
    became_times timestamptz[];
    became_refusals text[];
    became_reasons text[];
begin
    -- Of several with the same key the first is carried out.
    select
        array_agg(
            case when k.idempotency_key is not null and k.place > 1 then 'NT409' else c.refusal end
            order by k.number
        ),
        array_agg(c.reason order by k.number)
    into refusals, reasons
    from (
        select
            m.*, m.ordinality as number,
            row_number() over (
                partition by m.service_id, m.key_type, m.idempotency_key order by m.ordinality
            ) as place
        from unnest(accept_once.messages) with ordinality as m
    ) as k
    left join lateral api.look_for_key(
        k.service_id, k.key_type, k.idempotency_key, k.request
    ) as c on k.idempotency_key is not null;
    free := array(
        select r.number from unnest(refusals) with ordinality as r (refusal, number)
        where r.refusal is null
        order by r.number
    );

    select
        array_agg(a.id order by a.place), array_agg(a.created_at order by a.place),
        array_agg(a.refusal order by a.place), array_agg(a.reason order by a.place)
    into became_ids, became_times, became_refusals, became_reasons
    from api.accept_messages(
        array(select accept_once.messages[f.number] from unnest(free) as f (number))
    ) with ordinality as a (id, created_at, refusal, reason, place);

    perform api.keep_answer(
        m.service_id, m.key_type, m.idempotency_key, m.request, 201, m.answer,
        array[o.id], array[null::text]
    )
    from unnest(free, became_ids) as o (number, id)
    inner join unnest(accept_once.messages) with ordinality as m on m.ordinality = o.number
    where m.idempotency_key is not null and o.id is not null;

    return query
    select o.id, o.created_at, coalesce(r.refusal, o.refusal), coalesce(r.reason, o.reason)
    from unnest(refusals, reasons) with ordinality as r (refusal, reason, number)
    left join unnest(free, became_ids, became_times, became_refusals, became_reasons)
        as o (number, id, created_at, refusal, reason) on o.number = r.number
    order by r.number;
end
$$;

comment on function api.accept_once is
'Accepts messages as api.accept_messages does, but those whose idempotency_key has been used: these are
refused as api.claim_key says. The answers of those that are stored are kept with them.
Locks: the keys, and as api.accept_messages.';
