create or replace function ops.metrics()
    returns table (name text, help text, labels jsonb, value double precision)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    with lanes as (
        select l.lane, coalesce(q.due, 0) as due, coalesce(q.in_hand, 0) as in_hand,
            coalesce(q.retrying, 0) as retrying,
            coalesce(extract(epoch from q.oldest_due), 0) as oldest_due,
            coalesce(extract(epoch from q.oldest), 0) as oldest
        from (values
            ('sms'), ('email'), ('letter'), ('platform'), ('test'), ('callback')
        ) as l (lane)
        full join ops.queue() as q using (lane)
    )
    select 'postroom_queue_messages', 'Messages in a lane of the queue',
        jsonb_build_object('lane', l.lane, 'state', s.state), s.messages::double precision
    from lanes as l
    cross join lateral (values
        ('due', l.due), ('in_hand', l.in_hand), ('retrying', l.retrying)
    ) as s (state, messages)
    union all
    select 'postroom_queue_oldest_due_seconds', 'How long the oldest due message has been due',
        jsonb_build_object('lane', l.lane), l.oldest_due
    from lanes as l
    union all
    select 'postroom_queue_oldest_seconds',
        'How long ago the oldest message was accepted that waits, be it for another try',
        jsonb_build_object('lane', l.lane), l.oldest
    from lanes as l
    union all
    select 'postroom_workers', 'Workers whose heart beats', '{}', count(*)
    from procrastinate_workers as w
    where w.last_heartbeat > now() - interval '30 seconds'
    union all
    select 'postroom_jobs', 'Background jobs that wait, run or failed within 30 days',
        jsonb_build_object('queue', j.queue_name, 'status', j.status), count(*)
    from procrastinate_jobs as j
    where j.status in ('todo', 'doing', 'failed')
    group by j.queue_name, j.status
    union all
    select m.name, m.help, m.labels, m.value from ops.maintenance_metrics() as m
    union all
    select m.name, m.help, m.labels, m.value from ops.provider_metrics() as m
    union all
    select 'postroom_messages_today',
        'Messages accepted on this day (UTC), without test keys; falls to 0 at midnight',
        jsonb_build_object('notification_type', t.kind), coalesce(sum(c.count), 0)
    from (values ('sms'), ('email'), ('letter'), ('international_sms')) as t (kind)
    left join daily_counts as c
        on c.kind = t.kind and c.day = (postroom.now() at time zone 'UTC')::date
    group by t.kind
    union all
    select 'postroom_partition_days_ahead', 'Days to come whose partitions are made',
        jsonb_build_object('tree', p.tree), p.days
    from ops.partitions_ahead() as p
    union all
    select 'postroom_object_removals_due', 'Files to be removed from the object store', '{}',
        count(*)
    from object_removals as o
    where o.remove_at < postroom.now()
    union all
    select 'postroom_database_bytes', 'Size of the database', '{}',
        pg_database_size(current_database())
    union all
    select 'postroom_alerts', 'Alerts that are open',
        jsonb_build_object('name', r.name, 'severity', r.severity), count(a.id)
    from alert_rules as r
    left join alerts as a on a.name = r.name and a.closed_at is null
    where r.enabled
    group by r.name, r.severity
$$;

comment on function ops.metrics is
'What /metrics tells of the database, now: a value for each name and set of labels. Reads no
message but the text messages of the last 15 minutes.';

grant execute on function ops.metrics to postroom_dba, postroom_readonly;
