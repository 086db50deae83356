create or replace function api.read_service(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_service jsonb := (
        select api.describe_service(s) from services as s where s.id = read_service.id
    );
begin
    if found_service is null then
        perform api.not_found();
    end if;
    return found_service;
end
$$;

comment on function api.read_service is
'A service on the wire of the internal API. Raises NT404.';

grant execute on function api.read_service to postroom_api;
