create or replace function api.add_service_user(
    service_id uuid, user_id uuid, permissions text[], folder_ids uuid[] default '{}'
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform from services as s where s.id = add_service_user.service_id for update;
    if not found
        or not exists (select from users as u where u.id = add_service_user.user_id)
    then
        perform api.not_found();
    end if;
    if exists (
        select from service_users as m
        where m.service_id = add_service_user.service_id
          and m.user_id = add_service_user.user_id
    ) then
        perform api.fail(400, null, format(
            'User id: %s already part of service id: %s',
            add_service_user.user_id, add_service_user.service_id
        ));
    end if;
    insert into service_users (service_id, user_id, permissions)
    values (
        add_service_user.service_id, add_service_user.user_id, add_service_user.permissions
    )
    on conflict do nothing;
    insert into template_folder_users (folder_id, user_id)
    select f.id, add_service_user.user_id from template_folders as f
    where f.service_id = add_service_user.service_id
      and f.id = any(add_service_user.folder_ids)
    on conflict do nothing;
    return api.read_service(add_service_user.service_id);
exception
    when check_violation then
        -- Permissions that there are none of; the table knows them.
        perform api.not_found();
        return null;
end
$$;

comment on function api.add_service_user is
'Makes someone a member of a service, with sight of some folders; folders that are not the
service''s are passed over. Returns the service. Raises NT404, also for an unknown permission; NT400 for a member.';

grant execute on function api.add_service_user to postroom_api;
