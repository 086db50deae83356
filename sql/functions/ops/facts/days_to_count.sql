create or replace function ops.days_to_count(step text, days int)
    returns setof date
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select generate_series(
        -- A day is counted on each of so many nights; those that were missed count, too.
        least(
            today() - days_to_count.days,
            coalesce(local_day(good.as_of) - days_to_count.days + 1, first.day)
        ),
        today() - 1,
        interval '1 day'
    )::date
    from (
        select min(p.day) as day from ops.partitions() as p where p.tree = 'facts'
    ) as first
    cross join (
        select max(l.as_of) as as_of
        from maintenance_log as l
        where l.step = days_to_count.step and l.finished_at is not null and l.error is null
    ) as good
$$;

comment on function ops.days_to_count is
'The days that a step of maintenance has to count: so many before today, and further back what was
missed since its last success, or the whole history before its first.';

grant execute on function ops.days_to_count to postroom_dba, postroom_worker;
