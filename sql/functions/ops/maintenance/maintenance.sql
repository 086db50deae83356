create or replace function ops.maintenance()
    returns table (
        step text,
        every text,
        done boolean,
        late boolean,
        waits_for text[],
        succeeded_at timestamptz,
        last_started_at timestamptz,
        took interval,
        details jsonb,
        error text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with states as (
        select
            s.*, good.as_of, last.started_at, last.finished_at, last.details, last.error,
            coalesce(
                good.as_of >= case s.every
                    when 'day' then today()::timestamp at time zone 'Europe/London'
                    else date_trunc('hour', postroom.now())
                end,
                false
            ) as done,
            -- A step that is new has until then to run for the first time.
            coalesce(good.as_of, installed.at) < postroom.now() - case s.every
                when 'day' then interval '30 hours' else interval '3 hours'
            end as late
        from ops.maintenance_steps() as s
        cross join (
            select max(m.applied_at_utc) at time zone 'UTC' as at from yoyo._yoyo_migration as m
        ) as installed
        left join lateral (
            select l.* from maintenance_log as l
            where l.step = s.step and l.as_of <= postroom.now()
            order by l.started_at desc
            limit 1
        ) as last on true
        left join lateral (
            select l.as_of from maintenance_log as l
            where l.step = s.step and l.finished_at is not null and l.error is null
              -- Not what was done while the clock was ahead.
              and l.as_of <= postroom.now()
            order by l.started_at desc
            limit 1
        ) as good on true
    )
    select
        s.step, s.every, s.done, coalesce(s.late, true),
        array(
            select r.step from states as r
            where r.step = any(s.requires) and not r.done
            order by r.number
        ),
        s.as_of, s.started_at, s.finished_at - s.started_at, s.details, s.error
    from states as s
    order by s.number
$$;

comment on function ops.maintenance is
'Each step of maintenance in its order: whether it has been done in this hour or local day,
whether it is late (3 hours, 30 for daily ones, since its last success), which steps it waits for;
when it last succeeded; when it last began (took is null while it runs), what it did, and why it
failed.';

grant execute on function ops.maintenance to postroom_dba, postroom_worker, postroom_readonly;
