create or replace function jobs.release_stalled_jobs(silent_for interval)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, procrastinate, pg_temp
as $$
declare
    stalled record;
    released int := 0;
begin
    for stalled in
        select j.id, j.queueing_lock
        from procrastinate_jobs as j
        left join procrastinate_workers as w on w.id = j.worker_id
        where j.status = 'doing'
          and (
              w.id is null
              or w.last_heartbeat < now() - release_stalled_jobs.silent_for
              -- Its heart still beats in the table for a moment; one that has just begun, or is of
              -- an earlier release, may have no lock.
              or (w.last_heartbeat < now() - interval '2 seconds' and jobs.is_gone(w.id))
          )
        order by j.id
        for update of j skip locked
    loop
        if exists (
            select from procrastinate_jobs as j
            where j.queueing_lock = stalled.queueing_lock and j.status = 'todo'
        ) then
            -- One that waits under the same queueing lock does the same.
            perform procrastinate_finish_job_v1(stalled.id, 'failed', true);
        else
            perform procrastinate_retry_job_v2(stalled.id, now(), null, null, null);
        end if;
        released := released + 1;
    end loop;
    return released;
end
$$;

comment on function jobs.release_stalled_jobs is
'Gives the jobs of workers whose heart has not beaten for so long, or for two seconds when they are
known to be gone (jobs.is_gone), back to the queue, and returns how many. Every job is safe to run twice, so one whose worker was only slow does no harm.
Locks: the jobs.';

grant execute on function jobs.release_stalled_jobs to postroom_worker;
