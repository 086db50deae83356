create or replace function api.finish_password_check(
    user_id uuid, is_right boolean, old_hash text default null, new_hash text default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not finish_password_check.is_right then
        perform api.count_failed_login(finish_password_check.user_id);
        return;
    end if;
    update users as u
    set failed_login_count = 0,
        password_hash = case
            when u.password_hash = finish_password_check.old_hash
                then coalesce(finish_password_check.new_hash, u.password_hash)
            else u.password_hash
        end
    where u.id = finish_password_check.user_id;
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.finish_password_check is
'Counts a wrong password, or after a right one forgets them all, and keeps the same password in a
newer way, if one is given; not if it was changed in the meantime. That says nothing of when the
password was chosen, so links that end with a new password stay valid. Raises NT404.';

grant execute on function api.finish_password_check to postroom_api;
