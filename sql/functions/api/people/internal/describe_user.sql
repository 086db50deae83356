create or replace function api.describe_user(u postroom.users)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (u).id,
        'name', (u).name,
        'email_address', (u).email_address,
        'mobile_number', (u).mobile_number,
        'auth_type', (u).auth_type,
        'state', (u).state,
        'platform_admin', (u).platform_admin,
        'failed_login_count', (u).failed_login_count,
        'current_session_id', (u).current_session_id,
        'created_at', api.iso_time((u).created_at),
        'email_access_validated_at', api.iso_time((u).email_access_validated_at),
        'logged_in_at', api.iso_time((u).logged_in_at),
        'password_changed_at', api.plain_time((u).password_changed_at),
        'take_part_in_research', (u).take_part_in_research,
        'receives_new_features_email', (u).receives_new_features_email,
        'permissions', coalesce(
            jsonb_object_agg(m.service_id, m.permissions) filter (where m.permissions <> '{}'),
            '{}'
        ),
        'services', coalesce(
            jsonb_agg(m.service_id order by s.created_at, s.id)
            filter (where m.service_id is not null),
            '[]'
        ),
        'organisation_permissions', (
            select coalesce(jsonb_object_agg(om.organisation_id, om.permissions), '{}')
            from organisation_users as om where om.user_id = (u).id
        ),
        'organisations', (
            select coalesce(jsonb_agg(o.id order by o.created_at, o.id), '[]')
            from organisation_users as om
            inner join organisations as o on o.id = om.organisation_id and o.active
            where om.user_id = (u).id
        ),
        'can_use_webauthn',
        (u).platform_admin
        or (u).auth_type = 'webauthn_auth'
        or coalesce(bool_or(m.service_id = api.platform_service_id()), false)
    )
    from service_users as m
    inner join services as s on s.id = m.service_id and s.active
    where m.user_id = (u).id
$$;

comment on function api.describe_user is
'A person on the wire of the internal API, with memberships of active services and organisations only;
permissions are there for every organisation.';
