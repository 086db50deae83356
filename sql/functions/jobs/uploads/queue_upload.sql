create or replace function jobs.queue_upload(job_id uuid)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
    select
        'uploads', 'process_upload',
        -- Four at a time, however many there are; those of one service one after another.
        'uploads:' || (hashtext(j.service_id::text) & 3),
        'upload:' || j.id,
        jsonb_build_object('job_id', j.id)
    from jobs as j
    where j.id = queue_upload.job_id
    on conflict (queueing_lock) where status = 'todo' do nothing
$$;

comment on function jobs.queue_upload is
'Makes sure that a job waits to turn an upload''s rows into notifications. Called in the
transaction that makes the upload due.';

grant execute on function jobs.queue_upload to postroom_worker;
