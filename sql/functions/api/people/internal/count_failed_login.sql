create or replace function api.count_failed_login(user_id uuid)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u set failed_login_count = u.failed_login_count + 1
    where u.id = count_failed_login.user_id;
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.count_failed_login is
'Counts a wrong password, code or security key. Raises NT404.';
