create or replace function ops.count_waiting(lane text, service_id uuid, job_id uuid)
    returns table (messages bigint, in_hand bigint)
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        count(*) filter (where w.leased_until is null or w.leased_until <= postroom.now()),
        count(*) filter (where w.leased_until > postroom.now())
    from (
        select q.leased_until from delivery_queue as q
        where q.lane = count_waiting.lane or q.service_id = count_waiting.service_id
        union all
        select q.leased_until from delivery_queue as q
        where q.notification_id = any(jobs.upload_messages(count_waiting.job_id))
        union all
        select c.leased_until from callback_queue as c where count_waiting.lane = 'callback'
    ) as w
$$;

comment on function ops.count_waiting is
'How many messages of a lane, a service or an upload are queued, and how many of these are in the
hands of a worker.
Internal: ops.pause, ops.resume and ops.cancel.';
