create or replace function api.activate_user(id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u set state = 'active', updated_at = now()
    where u.id = activate_user.id and u.state <> 'active';
    if found then
        return;
    end if;
    if not exists (select from users as u where u.id = activate_user.id) then
        perform api.not_found();
    end if;
    perform api.fail(400, null, 'User already active');
end
$$;

comment on function api.activate_user is
'Lets a person in, from whatever state. Raises NT404; NT400 when active already.';

grant execute on function api.activate_user to postroom_api;
