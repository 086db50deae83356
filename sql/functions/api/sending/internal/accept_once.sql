create or replace function api.accept_once(messages postroom.new_message[])
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    refusals text[];
    reasons text[];
    outcomes jsonb;
begin
    -- Of several with the same key the first is carried out.
    select
        array_agg(
            case
                when k.idempotency_key is not null and k.place > 1 then 'NT409' else c.refusal
            end
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
    left join lateral api.claim_key(
        k.service_id, k.key_type, k.idempotency_key, k.request
    ) as c on k.idempotency_key is not null;
    with free as (
        select m.ordinality::int as number, row_number() over (order by m.ordinality) as place
        from unnest(accept_once.messages) with ordinality as m
        where refusals[m.ordinality] is null
    ),

    accepted as (
        select a.*
        from api.accept_messages(
            array(
                select (accept_once.messages)[f.number] from free as f order by f.number
            )
        ) with ordinality as a (id, created_at, refusal, reason, place)
    )

    select jsonb_agg(to_jsonb(a) || jsonb_build_object('number', f.number)) into outcomes
    from free as f inner join accepted as a on a.place = f.place;

    perform api.keep_answer(
        m.service_id, m.key_type, m.idempotency_key, m.request, 201, m.answer,
        array[o.id], array[null::text]
    )
    from jsonb_to_recordset(outcomes) as o (number int, id uuid)
    inner join unnest(accept_once.messages) with ordinality as m on m.ordinality = o.number
    where m.idempotency_key is not null and o.id is not null;

    return query
    select o.id, o.created_at, coalesce(r.refusal, o.refusal), coalesce(r.reason, o.reason)
    from unnest(refusals, reasons) with ordinality as r (refusal, reason, number)
    left join jsonb_to_recordset(outcomes) as o (
        number int, id uuid, created_at timestamptz, refusal text, reason text
    ) on o.number = r.number
    order by r.number;
end
$$;

comment on function api.accept_once is
'Accepts messages as api.accept_messages does, but those whose idempotency_key has been used: these are
refused as api.claim_key says. The answers of those that are stored are kept with them.
Locks: the keys, and as api.accept_messages.';
