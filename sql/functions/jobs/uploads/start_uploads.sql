create or replace function jobs.start_uploads()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
declare
    due uuid;
    started int := 0;
begin
    for due in
        select j.id from jobs as j
        where j.due_at <= postroom.now()
          and not exists (select from pauses as p where p.job_id = j.id)
          and not exists (
              select from procrastinate_jobs as p
              where p.queueing_lock = 'upload:' || j.id and p.status = 'todo'
          )
          and not exists (
              select from procrastinate_jobs as p
              where p.lock = 'uploads:' || (hashtext(j.service_id::text) & 3)
                and p.queueing_lock = 'upload:' || j.id
                and p.status = 'doing'
          )
        order by j.due_at
        for update of j skip locked
    loop
        update jobs as j set status = 'pending', updated_at = postroom.now()
        where j.id = due and j.status = 'scheduled';
        perform jobs.queue_upload(due);
        started := started + 1;
    end loop;
    return started;
end
$$;

comment on function jobs.start_uploads is
'Starts the uploads whose time has come, and again those that were begun and that nobody is at:
left by a worker that was told to stop, or put off; not those that are paused. Returns how many.
Locks: their rows; one that another run holds is skipped.';

grant execute on function jobs.start_uploads to postroom_worker;
