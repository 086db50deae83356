create or replace function api.describe_jobs(service_id uuid, ids uuid[])
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_job(j) order by wanted.place), '[]')
    from unnest(describe_jobs.ids) with ordinality as wanted (id, place)
    inner join jobs as j on j.id = wanted.id
    where j.service_id = describe_jobs.service_id
$$;

comment on function api.describe_jobs is
'Uploads of a service on the wire of the internal API, in the order of the ids.';

grant execute on function api.describe_jobs to postroom_api;
