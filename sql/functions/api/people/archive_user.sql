create or replace function api.archive_user(id uuid, email_address text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform from users as u where u.id = archive_user.id for update;
    if not found then
        perform api.not_found();
    end if;
    if exists (
        select from service_users as m inner join services as s on s.id = m.service_id
        where m.user_id = archive_user.id and s.active
          and not (api.is_not_alone(s.id) and api.can_leave(s.id, archive_user.id))
    ) then
        perform api.fail(400, null, 'User cannot be removed from a service');
    end if;
    delete from template_folder_users as f where f.user_id = archive_user.id;
    delete from service_users as m where m.user_id = archive_user.id;
    delete from organisation_users as m where m.user_id = archive_user.id;
    update users as u
    set name = 'Archived user',
        email_address = archive_user.email_address,
        mobile_number = null,
        auth_type = 'email_auth',
        password_hash = null,
        platform_admin = false,
        current_session_id = '00000000-0000-0000-0000-000000000000',
        state = 'inactive',
        updated_at = now()
    where u.id = archive_user.id;
end
$$;

comment on function api.archive_user is
'Forgets who a person is and shuts them out, for ever: no password fits any more.
Raises NT404; NT400 when a service would be left without the people it needs.';

grant execute on function api.archive_user to postroom_api;
