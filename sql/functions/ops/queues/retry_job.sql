create or replace function ops.retry_job(id bigint)
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
declare
    job record;
begin
    select j.task_name, j.status::text as status, j.queueing_lock into job
    from procrastinate_jobs as j where j.id = retry_job.id for update;
    if job.status is distinct from 'failed' then
        raise exception '%', case
            when job.status is null then format('no job %s', coalesce(retry_job.id::text, 'null'))
            else format('job %s is %s', retry_job.id, job.status)
        end using
            errcode = 'invalid_parameter_value',
            hint = 'select * from ops.jobs(''failed''); lists those that can be run again.';
    end if;
    if exists (
        select from procrastinate_jobs as j
        where j.queueing_lock = job.queueing_lock and j.status = 'todo'
    ) then
        raise exception 'another job waits already to do what job % did', retry_job.id using
            errcode = 'invalid_parameter_value',
            hint = 'select * from ops.jobs(''todo''); shows it. There is nothing to do.';
    end if;
    perform procrastinate_retry_job_v2(retry_job.id, now(), null, null, null);
    return format('job %s, %s, waits for a worker', retry_job.id, job.task_name);
end
$$;

comment on function ops.retry_job is
'Runs a background job that failed once more, at once. Every job is safe to run twice.
Raises invalid_parameter_value for a job that is not there or has not failed, and when another one
waits already to do the same.
Locks: the job.';

grant execute on function ops.retry_job to postroom_dba;
