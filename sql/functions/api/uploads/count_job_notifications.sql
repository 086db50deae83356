create or replace function api.count_job_notifications(service_id uuid, job_id uuid)
    returns int
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    stored int := (
        select j.rows_stored from jobs as j
        where j.id = count_job_notifications.job_id
          and j.service_id = count_job_notifications.service_id
    );
begin
    if stored is null then
        perform api.not_found();
    end if;
    return stored;
end
$$;

comment on function api.count_job_notifications is
'How many of an upload''s rows are notifications by now. Raises NT404.';

grant execute on function api.count_job_notifications to postroom_api;
