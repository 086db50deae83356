create or replace function api.describe_provider(
    p postroom.provider_details, v postroom.provider_versions
)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (p).id,
        'display_name', (p).display_name,
        'identifier', (p).identifier,
        'notification_type', (p).notification_type,
        'supports_international', (p).supports_international,
        'priority', (v).priority,
        'active', api.is_carrying((p).identifier, (p).notification_type, (v).active),
        'version', (v).version,
        'reason', (v).reason,
        'updated_at', api.iso_time((v).updated_at),
        'created_by', (
            select jsonb_build_object('id', u.id, 'name', u.name, 'email_address', u.email_address)
            from users as u where u.id = (v).created_by_id
        )
    )
$$;

comment on function api.describe_provider is
'A version of a provider, on the wire of the internal API.';
