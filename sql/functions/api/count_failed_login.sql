create or replace function api.count_failed_login(user_id uuid, reset boolean default false)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u
    set failed_login_count =
        case when count_failed_login.reset then 0 else u.failed_login_count + 1 end
    where u.id = count_failed_login.user_id;
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.count_failed_login is
'Counts a wrong password or code, or forgets all of them after a right one. Raises NT404.';

grant execute on function api.count_failed_login to postroom_api;
