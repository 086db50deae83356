create or replace function api.revoke_api_key(
    service_id uuid, key_id uuid, created_by_id uuid default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update api_keys as k
    set expires_at = now(),
        created_by_id = coalesce(revoke_api_key.created_by_id, k.created_by_id),
        version = k.version + 1,
        updated_at = now()
    where k.id = revoke_api_key.key_id and k.service_id = revoke_api_key.service_id;
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.revoke_api_key is
'Ends an API key at once. Its new version names who did it. Raises NT404.';

grant execute on function api.revoke_api_key to postroom_api;
