create or replace function api.remove_service_user(service_id uuid, user_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    -- Two leaving at once must not leave nobody.
    perform from services as s where s.id = remove_service_user.service_id for update;
    if not found or not exists (select from users as u where u.id = remove_service_user.user_id)
    then
        perform api.not_found();
    end if;
    if not exists (
        select from service_users as m
        where m.service_id = remove_service_user.service_id
          and m.user_id = remove_service_user.user_id
    ) then
        perform api.fail(404, null, 'User not found');
    end if;
    if not api.is_not_alone(remove_service_user.service_id) or not api.can_leave(
        remove_service_user.service_id, remove_service_user.user_id
    ) then
        perform api.fail(400, null, 'User cannot be removed from the service');
    end if;
    delete from template_folder_users as fu using template_folders as f
    where f.id = fu.folder_id
      and f.service_id = remove_service_user.service_id
      and fu.user_id = remove_service_user.user_id;
    delete from service_users as m
    where m.service_id = remove_service_user.service_id
      and m.user_id = remove_service_user.user_id;
end
$$;

comment on function api.remove_service_user is
'Takes a member out of a service. Raises NT404; NT400 when the service would be left without
the people it needs (see api.can_leave).';

grant execute on function api.remove_service_user to postroom_api;
