create or replace function api.summarise_scheduled_jobs(service_id uuid)
    returns table (count bigint, soonest_scheduled_for timestamptz)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select count(*), min(j.scheduled_for) from jobs as j
    where j.service_id = summarise_scheduled_jobs.service_id and j.status = 'scheduled'
$$;

comment on function api.summarise_scheduled_jobs is
'How many uploads of a service wait for their time, and when the first of them starts.';

grant execute on function api.summarise_scheduled_jobs to postroom_api;
