create or replace function api.read_user(id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_user jsonb := (select api.describe_user(u) from users as u where u.id = read_user.id);
begin
    if found_user is null then
        perform api.not_found();
    end if;
    return found_user;
end
$$;

comment on function api.read_user is 'A person on the wire of the internal API. Raises NT404.';

grant execute on function api.read_user to postroom_api;
