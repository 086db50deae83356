create or replace function api.cancel_job(service_id uuid, job_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update jobs as j set status = 'cancelled', due_at = null, updated_at = postroom.now()
    where j.id = cancel_job.job_id
      and j.service_id = cancel_job.service_id
      and j.status = 'scheduled';
    if not found then
        perform api.not_found();
    end if;
    return api.read_job(cancel_job.service_id, cancel_job.job_id);
end
$$;

comment on function api.cancel_job is
'Takes back a scheduled upload; returns it as api.read_job does. Raises NT404, also for one that has been started.
Locks: the upload, so that either this or its start comes first.';

grant execute on function api.cancel_job to postroom_api;
