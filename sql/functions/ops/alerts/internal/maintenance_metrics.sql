create or replace function ops.maintenance_metrics()
    returns table (name text, help text, labels jsonb, value double precision)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select v.name, v.help, jsonb_build_object('step', m.step, 'every', m.every), v.value
    from ops.maintenance() as m
    cross join lateral (values
        (
            'postroom_maintenance_succeeded_timestamp_seconds',
            'When a step of maintenance last succeeded', extract(epoch from m.succeeded_at)
        ),
        (
            'postroom_maintenance_duration_seconds', 'How long its last run took',
            extract(epoch from m.took)
        ),
        (
            'postroom_maintenance_failed', 'Whether its last run failed',
            (m.error is not null)::int::numeric
        ),
        (
            'postroom_maintenance_late', 'Whether it has not succeeded for too long',
            m.late::int::numeric
        )
    ) as v (name, help, value)
    where v.value is not null
$$;

comment on function ops.maintenance_metrics is 'What ops.metrics tells of maintenance.';
