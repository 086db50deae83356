create or replace function ops.forecast(days int[] default '{0,7,30,90,365}')
    returns table (
        day date, total text, contents text, facts text, archive text, other text,
        messages_a_day bigint
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform ops.expect_between('days', d.day, 0, 3650) from unnest(forecast.days) as d (day);
    return query
    with size as (
        select m.tree, m.bytes from ops.bytes_per_message() as m
    ),
    -- The last seven days that the nights have counted, by how long such messages are kept.
    flow as (
        select k.kept, sum(k.messages) / 7.0 as daily
        from (
            select ops.retention_days(f.service_id, f.notification_type) as kept,
                sum(f.notification_count) as messages
            from status_facts as f
            where f.day between today() - 7 and today() - 1
            group by f.service_id, f.notification_type
        ) as k
        group by k.kept
    ),
    now_there as (
        select p.tree, p.day, p.drops_on, p.bytes from ops.partitions() as p
    ),
    archived as (
        select coalesce(sum(pg_total_relation_size(c.oid)), 0) as bytes
        from pg_class as c where c.relnamespace = 'archive'::regnamespace and c.relkind = 'r'
    ),
    steps as (
        select
            today() + d.ahead as at,
            coalesce((
                select sum(p.bytes) from now_there as p
                where p.tree in ('contents', 'inbound')
                  and coalesce(p.drops_on > today() + d.ahead, true)
            ), 0) + coalesce((
                select sum(w.daily * least(d.ahead, w.kept + 1) * s.bytes)
                from flow as w cross join size as s where s.tree = 'contents'
            ), 0) as contents,
            coalesce((
                select sum(p.bytes) from now_there as p
                where p.tree = 'facts' and coalesce(p.drops_on > today() + d.ahead, true)
            ), 0) + coalesce((
                select sum(w.daily * least(d.ahead, ops.history_days() + 1) * s.bytes)
                from flow as w cross join size as s where s.tree = 'facts'
            ), 0) as facts,
            a.bytes + coalesce((
                select sum(p.bytes) from now_there as p
                where p.tree = 'facts' and p.drops_on <= today() + d.ahead
            ), 0) + coalesce((
                select sum(w.daily * greatest(d.ahead - ops.history_days() - 1, 0) * s.bytes)
                from flow as w cross join size as s where s.tree = 'facts'
            ), 0) as archive,
            pg_database_size(current_database()) - a.bytes - coalesce((
                select sum(p.bytes) from now_there as p
            ), 0) as other
        from unnest(forecast.days) as d (ahead)
        cross join archived as a
    )
    select
        s.at, pg_size_pretty(s.contents + s.facts + s.archive + s.other),
        pg_size_pretty(s.contents), pg_size_pretty(s.facts), pg_size_pretty(s.archive),
        pg_size_pretty(s.other),
        (select coalesce(round(sum(w.daily)), 0)::bigint from flow as w)
    from steps as s
    order by s.at;
end
$$;

comment on function ops.forecast is
'How large the database is and will be in so many days, if as many messages come as on the last seven
that have been counted, with today''s retention: personal data (contents), facts, facts that were
detached (archive, until somebody exports and drops them), and the rest, taken to stay as it is. Leave
room besides for WAL, and for what a held-up night would have dropped.
Raises invalid_parameter_value for days out of 0 to 3650.';

grant execute on function ops.forecast to postroom_dba, postroom_readonly;
