create or replace function ops.services(search text default '')
    returns table (
        id uuid, name text, state text, kept text, sent_today bigint, sent_in_week bigint,
        live_messages bigint, bytes bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with chosen as (
        select s.* from services as s
        where strpos(lower(s.name), lower(coalesce(services.search, ''))) > 0
           or s.id::text = lower(services.search)
    ),
    types (notification_type) as (values ('sms'), ('email'), ('letter')),
    classes as (
        select c.id, t.notification_type, ops.retention_days(c.id, t.notification_type) as days
        from chosen as c cross join types as t
    ),
    counted as (
        select f.service_id,
            sum(f.notification_count) filter (where f.day > today() - 7) as in_week,
            sum(f.notification_count) filter (where f.day >= today() - k.days) as live
        from classes as k
        inner join status_facts as f
            on f.service_id = k.id and f.notification_type = k.notification_type
        where f.day between today() - ops.longest_class() and today() - 1
        group by f.service_id
    ),
    new as (
        select d.service_id, sum(d.count) as messages
        from daily_counts as d
        where d.day = today() and d.kind in ('sms', 'email', 'letter')
        group by d.service_id
    )
    select
        c.id, c.name,
        concat_ws(
            ', ',
            case when not c.active then 'archived' when c.restricted then 'trial' else 'live' end,
            case when p.id is not null then 'paused' end,
            case when h.service_id is not null then 'on hold' end
        ),
        (
            select string_agg(
                format('%s %s', k.notification_type, k.days), ', '
                order by k.notification_type desc
            )
            from classes as k where k.id = c.id
        ),
        coalesce(n.messages, 0)::bigint,
        (coalesce(w.in_week, 0) + coalesce(n.messages, 0))::bigint,
        (coalesce(w.live, 0) + coalesce(n.messages, 0))::bigint,
        ((coalesce(w.live, 0) + coalesce(n.messages, 0)) * b.bytes)::bigint
    from chosen as c
    cross join (
        select sum(m.bytes) as bytes from ops.bytes_per_message() as m
    ) as b
    left join counted as w on w.service_id = c.id
    left join new as n on n.service_id = c.id
    left join pauses as p on p.service_id = c.id
    left join legal_holds as h on h.service_id = c.id
    order by 6 desc, c.name
    limit 100
$$;

comment on function ops.services is
'Services whose name has this in it, or whose id it is, the busiest first, 100 at most: whether live,
in trial mode or archived, paused or on hold; for how many days each type is kept; messages of today, of
seven days with today, and those that are kept at present, with the bytes that they take. Days before
today are as the night counted them, today''s as they were accepted, bytes by the size of an average
message: nothing here reads messages.';

grant execute on function ops.services to postroom_dba, postroom_readonly;
