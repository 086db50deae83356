create or replace function api.list_service_users(service_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not exists (select from services as s where s.id = list_service_users.service_id) then
        perform api.not_found();
    end if;
    return (
        select coalesce(jsonb_agg(api.describe_user(u) order by u.created_at, u.id), '[]')
        from service_users as m inner join users as u on u.id = m.user_id
        where m.service_id = list_service_users.service_id
    );
end
$$;

comment on function api.list_service_users is
'Every member of a service, in whatever state. Raises NT404.';

grant execute on function api.list_service_users to postroom_api;
