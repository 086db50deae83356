create or replace function api.read_job(service_id uuid, job_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_job jsonb := (
        select api.describe_job(j) from jobs as j
        where j.id = read_job.job_id and j.service_id = read_job.service_id
    );
begin
    if found_job is null then
        perform api.not_found();
    end if;
    return found_job;
end
$$;

comment on function api.read_job is
'An upload on the wire of the internal API, with its statistics. Raises NT404.';

grant execute on function api.read_job to postroom_api;
