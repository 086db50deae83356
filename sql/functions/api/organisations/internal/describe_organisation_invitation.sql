create or replace function api.describe_organisation_invitation(
    i postroom.invited_organisation_users
)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (i).id,
        'organisation', (i).organisation_id,
        'email_address', (i).email_address,
        'invited_by', (i).invited_by_id,
        'permissions', (i).permissions,
        'status', (i).status,
        'created_at', api.iso_time((i).created_at)
    )
$$;

comment on function api.describe_organisation_invitation is
'An invitation to join an organisation, on the wire of the internal API.';
