create or replace function jobs.park(service_id uuid, job_id uuid)
    returns bigint
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    parked bigint := 0;
    generations constant int[] := jobs.generations();
begin
    if park.service_id is not null then
        update delivery_queue as q
        set due_at = 'infinity'
        where q.lane = any(jobs.lanes())
          and q.generation = any(generations)
          and q.service_id = park.service_id
          and (q.leased_until is null or q.leased_until <= postroom.now())
          and q.due_at < 'infinity';
        get diagnostics parked = row_count;
    end if;
    if park.job_id is not null then
        update delivery_queue as q
        set due_at = 'infinity'
        where q.notification_id = any(jobs.upload_messages(park.job_id))
          and q.due_at < 'infinity';
        get diagnostics parked = row_count;
    end if;
    return parked;
end
$$;

comment on function jobs.park is
'Puts what is queued of a paused service, or of a paused upload, at the end of the queue, where no
claim meets it, and returns how many messages. An upload''s are parked also while a worker has them:
should it not get rid of them, they stay there.
Internal: ops.pause, and jobs.sweep for what a service has sent since then.
Locks: the queue rows.';
