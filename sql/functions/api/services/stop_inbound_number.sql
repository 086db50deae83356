create or replace function api.stop_inbound_number(service_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update inbound_numbers as n set active = false, updated_at = now()
    where n.service_id = stop_inbound_number.service_id;
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.stop_inbound_number is
'Makes the number of a service deaf; it stays the service''s. Raises NT404.';

grant execute on function api.stop_inbound_number to postroom_api;
