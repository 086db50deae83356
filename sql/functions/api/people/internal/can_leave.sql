create or replace function api.can_leave(
    service_id uuid, user_id uuid, kept_permissions text[] default '{}'
)
    returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'manage_settings' = any(can_leave.kept_permissions)
        or not exists (
            select from service_users as m inner join users as u on u.id = m.user_id
            where m.service_id = s.id and m.user_id = can_leave.user_id
              and 'manage_settings' = any(m.permissions)
              and api.is_public_servant(u.email_address)
        )
        or (
            select count(*) >= case
                when s.restricted and not s.has_active_go_live_request then 1 else 2
            end
            from service_users as m inner join users as u on u.id = m.user_id
            where m.service_id = s.id and m.user_id <> can_leave.user_id
              and u.state = 'active'
              and 'manage_settings' = any(m.permissions)
              and api.is_public_servant(u.email_address)
        )
    from services as s where s.id = can_leave.service_id
$$;

comment on function api.can_leave is
'Whether enough public servants who manage the settings of a service are left once this member
has no more than these permissions: one in trial mode, two when live or about to be.';
