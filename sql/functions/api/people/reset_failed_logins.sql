create or replace function api.reset_failed_logins(user_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u set failed_login_count = 0
    where u.id = reset_failed_logins.user_id;
    return api.read_user(reset_failed_logins.user_id);
end
$$;

comment on function api.reset_failed_logins is
'Forgets wrong passwords and codes; returns the person as api.read_user does. Raises NT404.';

grant execute on function api.reset_failed_logins to postroom_api;
