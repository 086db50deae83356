create or replace function api.update_retention(service_id uuid, retention_id uuid, days int)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    kept_type text;
begin
    select r.notification_type into kept_type from retention_settings as r
    where r.id = update_retention.retention_id
      and r.service_id = update_retention.service_id;
    if not found then
        perform api.fail(404, null, format(
            'The service data retention for id: %s was not found for service: %s',
            update_retention.retention_id, update_retention.service_id
        ));
    end if;
    perform ops.change_retention(update_retention.service_id, kept_type, update_retention.days);
end
$$;

comment on function api.update_retention is
'Changes how long a service keeps messages of a type; those it has move to their new day (see
ops.change_retention). Raises NT404.';

grant execute on function api.update_retention to postroom_api;
