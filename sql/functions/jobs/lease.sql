create or replace function jobs.lease(lane text, size int, length interval)
    returns uuid[]
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with due as (
        select q.notification_id, q.service_id
        from delivery_queue as q
        where q.lane = lease.lane and q.due_at <= postroom.now()
        order by q.due_at
        limit lease.size
        for update skip locked
    ),
    leased as (
        update delivery_queue as q
        set due_at = postroom.now() + lease.length,
            leased_until = postroom.now() + lease.length,
            attempts = q.attempts + 1
        from due
        where q.notification_id = due.notification_id and q.service_id = due.service_id
        returning q.notification_id
    )
    select array_agg(leased.notification_id) from leased
$$;

comment on function jobs.lease is
'Takes up to "size" due messages of a lane for a length of time and returns their ids, null when
nothing is due. Until then no other claim sees them; after it they are due again by themselves.
Internal: jobs.claim and jobs.claim_letters return what there is to do for them.
Locks: the queue rows; rows that another claim holds are skipped.';
