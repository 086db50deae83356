create or replace function api.describe_invitation(i postroom.invited_users)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (i).id,
        'service', (i).service_id,
        'email_address', (i).email_address,
        'from_user', (i).from_user_id,
        'permissions', (i).permissions,
        'auth_type', (i).auth_type,
        'folder_permissions', (i).folder_permissions,
        'status', (i).status,
        'created_at', api.iso_time((i).created_at)
    )
$$;

comment on function api.describe_invitation is
'An invitation to join a service, on the wire of the internal API.';
