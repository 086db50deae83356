create or replace function api.read_status_details()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    with found as (
        -- What the worker has found, and what can be seen without it.
        select a.name, a.subject, a.opened_at from alerts as a where a.closed_at is null
        union all
        select f.name, f.subject, null from ops.find_platform_alerts() as f
        union all
        select f.name, f.subject, null from ops.find_provider_alerts() as f
    ),

    open as (
        select
            f.name, r.severity, coalesce(min(f.opened_at), postroom.now()) as since,
            count(distinct f.subject) as count
        from found as f
        inner join alert_rules as r on r.name = f.name and r.enabled
        group by f.name, r.severity
    )

    select jsonb_build_object(
        'status', coalesce((select min(o.severity) from open as o), 'ok'),
        'alerts', (
            select coalesce(jsonb_agg(to_jsonb(o) order by o.severity, o.name), '[]')
            from open as o
        ),
        'maintenance', (
            select jsonb_agg(jsonb_build_object(
                'step', m.step, 'every', m.every, 'done', m.done, 'late', m.late,
                'failed', m.error is not null, 'waits_for', m.waits_for,
                'succeeded_at', m.succeeded_at, 'last_started_at', m.last_started_at,
                'seconds', extract(epoch from m.took)
            ))
            from ops.maintenance() as m
        ),
        'queue', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'lane', q.lane, 'due', q.due, 'in_hand', q.in_hand, 'retrying', q.retrying,
                'oldest_seconds', extract(epoch from q.oldest),
                'oldest_due_seconds', extract(epoch from q.oldest_due)
            )), '[]')
            from ops.queue() as q
        ),
        'workers', (
            select count(*) from procrastinate_workers as w
            where w.last_heartbeat > now() - interval '30 seconds'
        ),
        'partition_days_ahead', (
            select jsonb_object_agg(p.tree, p.days) from ops.partitions_ahead() as p
        )
    )
$$;

comment on function api.read_status_details is
'How the platform is, for operators: alerts by name, maintenance, queue, workers that are alive,
partitions ahead. Conditions of the platform and of providers are looked at now, so that they show
without a worker; those that read many messages are as the worker last found them. No personal data,
no secrets, no texts of errors. The status is ok, warning or critical.';

grant execute on function api.read_status_details to postroom_api;
