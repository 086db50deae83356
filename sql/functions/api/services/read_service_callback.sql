create or replace function api.read_service_callback(
    service_id uuid, callback_id uuid, callback_type text
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select api.describe_service_callback(c) from service_callbacks as c
    where c.id = read_service_callback.callback_id
      and c.service_id = read_service_callback.service_id
      and c.callback_type = read_service_callback.callback_type
$$;

comment on function api.read_service_callback is
'Where a service is called back for one kind of event; null when there is no such.';

grant execute on function api.read_service_callback to postroom_api;
