create or replace function ops.archive_jobs(start_date date, end_date date)
    returns table (id uuid)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update jobs as j
    set archived = true, updated_at = now()
    where not j.archived
      and j.created_at >= archive_jobs.start_date::timestamp at time zone 'Europe/London'
      and j.created_at < archive_jobs.end_date::timestamp at time zone 'Europe/London'
    returning j.id
$$;

comment on function ops.archive_jobs is
'Marks uploads as archived that were made on these local days, of which the last is not one of them,
and returns them; their files stay. Locks: the uploads'' rows.';

grant execute on function ops.archive_jobs to postroom_dba;
