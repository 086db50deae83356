create or replace function api.read_join_request(service_id uuid, request_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    request jsonb := (
        select api.describe_join_request(j)
        from join_requests as j
        where j.id = read_join_request.request_id
          and j.service_id = read_join_request.service_id
    );
begin
    if request is null then
        perform api.not_found();
    end if;
    return request;
end
$$;

comment on function api.read_join_request is
'A request to join this service. Raises NT404.';

grant execute on function api.read_join_request to postroom_api;
