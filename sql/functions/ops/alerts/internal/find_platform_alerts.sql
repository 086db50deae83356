create or replace function ops.find_platform_alerts()
    returns table (name text, subject text, value numeric, text text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    with found as (
        select 'step_failed' as name, m.step as subject, 1::numeric as value,
            format('Step %s of maintenance failed: %s', m.step, m.error) as text
        from ops.maintenance() as m
        where m.error is not null
        union all
        select 'step_late', m.step, 1,
            format('Step %s of maintenance has not succeeded since %s', m.step,
                coalesce(m.succeeded_at::text, 'it was installed'))
        from ops.maintenance() as m
        where m.late
        union all
        select 'queue_overdue', q.lane, extract(epoch from q.oldest_due),
            format('%s messages are due in lane %s, the oldest for %s', q.due, q.lane,
                date_trunc('second', q.oldest_due))
        from ops.queue() as q
        -- A run of letters takes its time: of it letters_unprinted tells.
        where q.due > 0 and q.lane <> 'print'
        union all
        select 'no_worker', '', 1, 'No worker is alive'
        from procrastinate_workers as w
        -- The clock of the workers, whatever the platform's is set to.
        having count(*) filter (where w.last_heartbeat > now() - interval '30 seconds') = 0
        union all
        select 'removals_stuck', '', extract(epoch from postroom.now() - min(o.remove_at)),
            format('%s files are due for removal from the object store', count(*))
        from object_removals as o
        where o.remove_at < postroom.now()
        having count(*) > 0
        union all
        select 'jobs_failed', j.task_name, count(*),
            format('%s jobs %s failed in the last 24 hours', count(*), j.task_name)
        from procrastinate_jobs as j
        where j.status = 'failed' and exists (
            select from procrastinate_events as e
            where e.job_id = j.id and e.type = 'failed'
              and e.at > postroom.now() - interval '24 hours'
        )
        group by j.task_name
        union all
        select 'clock_leapt', '', 1, format(
            'The clock has leapt from %s to %s: nothing is forgotten or given up until %s. If it is '
            'wrong, set it right; if it is right, select ops.trust_clock()',
            date_trunc('second', l.left_at), date_trunc('second', l.arrived_at),
            date_trunc('second', l.trusted_at)
        )
        from ops.leap() as l
        union all
        select 'letters_without_rate', '', sum(f.notifications_sent),
            format('%s letters cost nothing, since there is no rate for them',
                sum(f.notifications_sent))
        from billing_facts as f
        where f.day >= today() - 10 and f.notification_type = 'letter'
          and f.rate = 0 and f.billable_units > 0
        having count(*) > 0
    )
    select f.name, f.subject, round(f.value, 3), f.text
    from found as f
    inner join alert_rules as r on r.name = f.name and f.value > r.threshold
    union all
    -- Before the first start nobody has said what the database is for.
    select r.name, a.notification_type, 1, format(
        'No provider of %s is active: live messages wait', a.notification_type
    )
    from ops.active_providers() as a
    inner join alert_rules as r on r.name = 'provider_missing'
    where a.identifiers = '{}' and a.environment <> 'development'
    union all
    -- The fewer, the worse.
    select 'inbound_numbers_low', '', n.free,
        format('%s numbers are free for services to receive on', n.free)
    from (
        select count(*) filter (where i.active and i.service_id is null) as free,
            count(*) filter (where i.active) as active
        from inbound_numbers as i
    ) as n
    inner join alert_rules as r on r.name = 'inbound_numbers_low' and n.free <= r.threshold
    -- Who has no numbers at all does not miss any.
    where n.active > 0
$$;

comment on function ops.find_platform_alerts is
'Conditions of the platform itself that hold now, with the value that is over the threshold.';
