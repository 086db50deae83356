create or replace function api.create_api_key(
    service_id uuid, name text, key_type text, secret text, created_by_id uuid
)
    returns uuid
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
begin
    perform api.read_service(create_api_key.service_id);
    insert into api_keys (id, service_id, name, key_type, secret, created_by_id)
    values (
        new_id, create_api_key.service_id, create_api_key.name, create_api_key.key_type,
        create_api_key.secret, create_api_key.created_by_id
    );
    return new_id;
end
$$;

comment on function api.create_api_key is
'Adds an API key whose secret the caller has encrypted already. Raises NT404 for an unknown
service, unique_violation (api_keys_name) for a second unexpired key of that name.';

grant execute on function api.create_api_key to postroom_api;
