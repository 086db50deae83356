create or replace function ops.jobs(status text default null)
    returns table (
        id bigint, task text, state text, since timestamptz, attempts int, arguments jsonb,
        reason text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
#variable_conflict use_column
begin
    if jobs.status is not null then
        perform ops.expect_one_of(
            'status', jobs.status, enum_range(null::procrastinate_job_status)::text[]
        );
    end if;
    return query
    select
        j.id, j.task_name::text, j.status::text, e.at, j.attempts, j.args,
        case when j.status = 'failed' then coalesce(f.reason, 'unknown: see the worker''s log') end
    from procrastinate_jobs as j
    left join job_failures as f on f.job_id = j.id
    left join lateral (
        select e.at from procrastinate_events as e
        where e.job_id = j.id order by e.at desc, e.id desc limit 1
    ) as e on true
    where case
        when jobs.status is null then j.status in ('todo', 'doing', 'failed')
        else j.status::text = jobs.status
    end
    order by j.status = 'failed' desc, e.at desc nulls last, j.id desc
    limit 200;
end
$$;

comment on function ops.jobs is
'Background jobs, the 200 newest, those that failed first, or those of one status (todo, doing,
failed, cancelled): since when they are in it, how often they were tried before, and why they
failed: the kind of the exception and where it was raised. ops.retry_job runs one once more. Failed
jobs are kept for 30 days, those that succeeded not at all.
Raises invalid_parameter_value for an unknown status.';

grant execute on function ops.jobs to postroom_dba, postroom_readonly;
