create or replace function api.describe_webauthn_credential(c postroom.webauthn_credentials)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (c).id,
        'user_id', (c).user_id,
        'name', (c).name,
        'credential_data', (c).credential_data,
        'created_at', api.iso_time((c).created_at),
        'updated_at', api.iso_time((c).updated_at),
        'logged_in_at', api.iso_time((c).logged_in_at)
    )
$$;

comment on function api.describe_webauthn_credential is
'A security key on the wire of the internal API, without how it was registered.';
