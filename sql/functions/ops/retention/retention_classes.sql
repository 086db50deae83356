create or replace function ops.retention_classes()
    returns table (
        days int,
        notification_type text,
        services bigint,
        live_messages bigint,
        next_drop date
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with classes as (
        select n.kept_until - n.day as days, n.notification_type, n.service_id,
            count(*) as messages, min(n.kept_until) as first_day
        from notifications as n
        where n.day >= today() - ops.longest_class() and n.kept_until >= today()
        group by n.kept_until - n.day, n.notification_type, n.service_id
    )
    select
        c.days, c.notification_type, count(*), sum(c.messages)::bigint,
        min(c.first_day) + 1
    from classes as c
    group by c.days, c.notification_type
    order by c.days, c.notification_type
$$;

comment on function ops.retention_classes is
'Each retention class in use (days kept after the day of creation, and type): its services, its
live messages (those erased before their day among them), and the next day on which some are
dropped. Counts every live message: minutes on a large installation.';

grant execute on function ops.retention_classes to postroom_dba, postroom_readonly;
