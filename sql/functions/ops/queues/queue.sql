create or replace function ops.queue()
    returns table (
        lane text,
        due bigint,
        in_hand bigint,
        retrying bigint,
        oldest interval,
        oldest_due interval,
        most_attempts int
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        q.lane,
        count(*) filter (where q.is_due),
        count(*) filter (where q.leased_until > postroom.now()),
        count(*) filter (where q.due_at > postroom.now() and q.leased_until is null),
        greatest(postroom.now() - min(q.accepted_at), '0'),
        postroom.now() - min(q.due_at) filter (where q.is_due),
        max(q.attempts)
    from (select jobs.generations() as generations) as o
    cross join lateral (
        select
            d.lane, d.due_at, d.leased_until, d.attempts,
            uuid7_time(d.notification_id) as accepted_at,
            greatest(d.due_at, d.leased_until) <= postroom.now() as is_due
        from delivery_queue as d
        where d.lane = any(jobs.lanes()) and d.generation = any(o.generations)
        union all
        select
            'callback', c.due_at, c.leased_until, c.attempts, c.queued_at,
            c.due_at <= postroom.now()
        from callback_queue as c
        where c.generation = any(o.generations)
    ) as q
    group by q.lane
    order by q.lane
$$;

comment on function ops.queue is
'What waits for a provider, and in the lane "callback" for services'' own addresses, lane by lane:
due now, in the hands of a worker, waiting for a retry; how old the oldest of all these is since it
was accepted, how long the oldest that is due has been due, and the most attempts any has had. No
rows: nothing waits.';

grant execute on function ops.queue to postroom_dba, postroom_readonly;
