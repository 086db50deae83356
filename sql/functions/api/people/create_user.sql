create or replace function api.create_user(
    name text,
    email_address text,
    mobile_number text default null,
    auth_type text default 'sms_auth',
    state text default 'pending',
    password_hash text default null,
    platform_admin boolean default false
)
    returns jsonb
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into users as u (
        name, email_address, mobile_number, auth_type, state, password_hash, platform_admin
    )
    values (
        create_user.name, create_user.email_address, create_user.mobile_number,
        create_user.auth_type, create_user.state, create_user.password_hash,
        create_user.platform_admin
    )
    returning api.describe_user(u)
$$;

comment on function api.create_user is
'Adds a person, whom it returns as api.read_user does. Raises unique_violation (users_email_address_key, users_email_address_lower).';

grant execute on function api.create_user to postroom_api;
