create or replace function api.list_api_keys(service_id uuid, key_id uuid default null)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', k.id, 'name', k.name, 'key_type', k.key_type,
                'created_by', k.created_by_id, 'version', k.version,
                'created_at', api.iso_time(k.created_at),
                'updated_at', api.iso_time(k.updated_at),
                'expiry_date', api.iso_time(k.expires_at)
            )
            order by k.created_at, k.id
        ),
        '[]'
    )
    from api_keys as k
    where k.service_id = list_api_keys.service_id
      and case
          when list_api_keys.key_id is null
              then k.expires_at is null or k.expires_at::date > now()::date - 7
          else k.id = list_api_keys.key_id and k.expires_at is null
      end
$$;

comment on function api.list_api_keys is
'The keys of a service, oldest first, with those that expired in the last week; or the one key
named, if it has not expired. Never the secret.';

grant execute on function api.list_api_keys to postroom_api;
