create or replace function api.list_service_versions(service_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with history as (
        select
            v.kind, v.version,
            v.data || jsonb_build_object(
                'created_at', api.iso_time((v.data ->> 'created_at')::timestamptz),
                'updated_at', api.iso_time((v.data ->> 'updated_at')::timestamptz),
                'expiry_date', api.iso_time((v.data ->> 'expires_at')::timestamptz)
            ) as data
        from versions as v where v.service_id = list_service_versions.service_id
    )
    select jsonb_build_object(
        'service_history', coalesce(jsonb_agg(
            api.only_keys(h.data, array[
                'id', 'name', 'created_at', 'updated_at', 'active', 'email_message_limit',
                'sms_message_limit', 'letter_message_limit', 'restricted',
                'custom_email_sender_name', 'email_sender_local_part', 'created_by_id', 'version'
            ])
            order by h.version
        ) filter (where h.kind = 'service'), '[]'),
        'api_key_history', coalesce(jsonb_agg(
            api.only_keys(h.data, array[
                'id', 'name', 'service_id', 'expiry_date', 'created_at', 'updated_at',
                'created_by_id'
            ])
            order by h.data ->> 'created_at', h.version
        ) filter (where h.kind = 'api_key'), '[]')
    )
    from history as h
$$;

comment on function api.list_service_versions is
'Every version of a service and of its API keys, oldest first; none of an unknown service.';

grant execute on function api.list_service_versions to postroom_api;
