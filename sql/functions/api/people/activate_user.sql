create or replace function api.activate_user(id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u set state = 'active', updated_at = now()
    where u.id = activate_user.id and u.state <> 'active';
    if found then
        return api.read_user(activate_user.id);
    end if;
    perform api.read_user(activate_user.id);
    perform api.fail(400, null, 'User already active');
    return null;
end
$$;

comment on function api.activate_user is
'Lets a person in, from whatever state; returns them as api.read_user does. Raises NT404; NT400 when active already.';

grant execute on function api.activate_user to postroom_api;
