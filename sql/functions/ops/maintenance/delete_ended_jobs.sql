create or replace function ops.delete_ended_jobs()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from procrastinate_jobs as j
    where j.status not in ('todo', 'doing')
      and not exists (
          select from procrastinate_events as e
          where e.job_id = j.id and e.at > postroom.now() - interval '30 days'
      );
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_ended_jobs is
'Deletes background jobs that failed or were cancelled more than 30 days ago; those that succeed
leave by themselves. Returns how many. Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_ended_jobs to postroom_dba, postroom_worker;
