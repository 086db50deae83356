create or replace function api.read_platform_user()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object('id', u.id, 'name', u.name)
    from users as u where u.id = api.platform_user_id()
$$;

comment on function api.read_platform_user is
'Who has made what no person made (api.platform_user_id), on the wire.';

grant execute on function api.read_platform_user to postroom_api;
