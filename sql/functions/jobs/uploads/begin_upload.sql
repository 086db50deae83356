create or replace function jobs.begin_upload(job_id uuid, row_count int)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    job jobs;
    sender services;
    kind text;
begin
    select * into job from jobs as j where j.id = begin_upload.job_id for update;
    if job.due_at is null then
        return null;
    end if;
    if job.processing_started_at is not null then
        if job.notification_count <> begin_upload.row_count then
            raise exception 'the file of upload % has changed', job.id;
        end if;
        update jobs as j set status = 'in progress', updated_at = postroom.now()
        where j.id = job.id and j.status <> 'in progress';
        return job.rows_stored;
    end if;

    -- One file of a service after another: together they might pass its limit.
    select * into sender from services as s where s.id = job.service_id for no key update;
    kind := (select t.template_type from templates as t where t.id = job.template_id);
    job.status := case
        when not sender.active then 'cancelled'
        -- Test keys are not counted.
        when job.key_type <> 'test'
            and api.hold_day(job.service_id, kind, begin_upload.row_count) < begin_upload.row_count
            then 'sending limits exceeded'
        when begin_upload.row_count = 0 then 'finished'
        else 'in progress'
    end;
    if job.status = 'in progress' and job.key_type <> 'test' then
        perform api.count_message(job.service_id, kind, begin_upload.row_count);
    end if;

    update jobs as j
    set status = job.status,
        notification_count = begin_upload.row_count,
        processing_started_at = case when sender.active then postroom.now() end,
        processing_finished_at = case
            when job.status in ('finished', 'sending limits exceeded') then postroom.now()
        end,
        due_at = case when job.status = 'in progress' then job.due_at end,
        updated_at = postroom.now()
    where j.id = job.id;
    return case when job.status = 'in progress' then 0 end;
end
$$;

comment on function jobs.begin_upload is
'Before the first row of a file with so many: cancels it when the service is no longer active,
refuses it when it would pass the day''s limit, or else counts all its rows towards the day.
Returns the row to go on from, also when the upload was begun before, which counts nothing
again; null when there is nothing to do. Raises an exception when the file had another number
of rows then.
Locks: the upload, the service against other uploads and changes of its settings, and its day
(api.hold_day).';

grant execute on function jobs.begin_upload to postroom_worker;
