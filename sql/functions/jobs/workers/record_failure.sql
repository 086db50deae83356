create or replace function jobs.record_failure(id bigint, reason text)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
    insert into job_failures as f (job_id, reason)
    select j.id, left(record_failure.reason, 500)
    from procrastinate_jobs as j
    where j.id = record_failure.id
    on conflict (job_id) do update set reason = excluded.reason, failed_at = excluded.failed_at
$$;

comment on function jobs.record_failure is
'Keeps why a background job failed, for ops.jobs; the last reason of one that is tried again. Not what
an exception said, which can be personal.';

grant execute on function jobs.record_failure to postroom_worker;
