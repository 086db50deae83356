create or replace function api.delete_service_callback(
    service_id uuid, callback_id uuid, callback_type text
)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    delete from service_callbacks as c
    where c.id = delete_service_callback.callback_id
      and c.service_id = delete_service_callback.service_id
      and c.callback_type = delete_service_callback.callback_type;
    return found;
end
$$;

comment on function api.delete_service_callback is
'Stops calling a service back for one kind of event; false when there was no such callback.';

grant execute on function api.delete_service_callback to postroom_api;
