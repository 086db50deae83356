create or replace function ops.holds()
    returns table (
        service text, service_id uuid, reason text, held_by text, held_for interval,
        kept_past_their_day bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        s.name, h.service_id, h.reason, h.held_by,
        date_trunc('second', postroom.now() - h.held_at),
        (select count(*) from held_contents as c where c.service_id = h.service_id)
        + (select count(*) from held_inbound_messages as m where m.service_id = h.service_id)
    from legal_holds as h
    inner join services as s on s.id = h.service_id
    order by h.held_at
$$;

comment on function ops.holds is
'Services on hold (ops.hold), by whom, why and for how long, and how many messages, sent and received,
would be forgotten already without it.';

grant execute on function ops.holds to postroom_dba, postroom_readonly;
