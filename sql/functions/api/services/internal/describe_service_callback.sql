create or replace function api.describe_service_callback(c postroom.service_callbacks)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (c).id,
        'service_id', (c).service_id,
        'url', (c).url,
        'updated_by_id', (c).updated_by_id,
        'created_at', api.iso_time((c).created_at),
        'updated_at', api.iso_time((c).updated_at)
    )
$$;

comment on function api.describe_service_callback is
'Where a service is called back, on the wire of the internal API; never the bearer token.';
