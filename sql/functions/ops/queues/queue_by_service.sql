create or replace function ops.queue_by_service(lane text default null)
    returns table (
        in_lane text, service text, service_id uuid, upload uuid, messages bigint, due bigint,
        retrying bigint, paused bigint, oldest interval
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    if queue_by_service.lane is not null then
        perform ops.expect_one_of('lane', queue_by_service.lane, jobs.lanes());
    end if;
    return query
    with queued as materialized (
        select q.lane, q.service_id, q.notification_id, q.due_at, q.leased_until, q.queued_at,
            q.attempts, q.notification_id as message
        from delivery_queue as q
        where coalesce(queue_by_service.lane, q.lane) = q.lane
        union all
        select 'callback', c.service_id, c.subject_id, c.due_at, c.leased_until, c.queued_at,
            c.attempts, null
        from callback_queue as c
        where coalesce(queue_by_service.lane, 'callback') = 'callback'
    ),
    days as (
        select array_agg(distinct uuid7_day(q.message)) as found from queued as q
    )
    select
        q.lane, s.name, q.service_id, n.job_id, count(*),
        count(*) filter (
            where q.due_at <= postroom.now() and coalesce(q.leased_until <= postroom.now(), true)
        ),
        count(*) filter (
            where q.attempts > 0 and q.due_at > postroom.now() and q.due_at < 'infinity'
              and coalesce(q.leased_until <= postroom.now(), true)
        ),
        count(*) filter (where q.due_at = 'infinity' or p.id is not null),
        date_trunc('second', postroom.now() - min(q.queued_at))
    from queued as q
    inner join services as s on s.id = q.service_id
    left join notifications as n
        on n.id = q.message
        and n.service_id = q.service_id
        and n.day = any((select d.found from days as d)::date[])
    left join pauses as p
        on p.lane = q.lane or (p.service_id = q.service_id and q.lane <> 'callback')
    group by q.lane, s.name, q.service_id, n.job_id
    order by count(*) desc, q.lane, s.name;
end
$$;

comment on function ops.queue_by_service is
'Who fills the queue, or one lane of it, the most first: each service, its uploads apart; how many
of its messages wait, of these are due, wait for a retry, are paused (ops.pause); and how old the
oldest is. What the numbers leave out is in the hands of a worker. Reads the whole queue.
Raises invalid_parameter_value for an unknown lane.';

grant execute on function ops.queue_by_service to postroom_dba, postroom_readonly;
