create or replace function api.set_service_permissions(
    service_id uuid, user_id uuid, permissions text[], folder_ids uuid[] default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform from services as s where s.id = set_service_permissions.service_id for update;
    if not exists (
        select from service_users as m
        where m.service_id = set_service_permissions.service_id
          and m.user_id = set_service_permissions.user_id
    ) then
        perform api.not_found();
    end if;
    if not api.can_leave(
        set_service_permissions.service_id, set_service_permissions.user_id,
        set_service_permissions.permissions
    ) then
        perform api.fail(400, null,
            'Cannot change user permissions - service would have too few users with manage_settings'
        );
    end if;
    update service_users as m set permissions = set_service_permissions.permissions
    where m.service_id = set_service_permissions.service_id
      and m.user_id = set_service_permissions.user_id;
    if set_service_permissions.folder_ids is not null then
        perform api.set_user_folders(
            set_service_permissions.service_id, set_service_permissions.user_id,
            set_service_permissions.folder_ids
        );
    end if;
exception
    when check_violation then
        -- Permissions that there are none of; the table knows them.
        perform api.not_found();
end
$$;

comment on function api.set_service_permissions is
'Replaces what a member may do, and which folders they see if folders are given.
Raises NT404 for a stranger, an unknown folder or permission; NT400 when too few who manage the settings
would be left (see api.can_leave).';

grant execute on function api.set_service_permissions to postroom_api;
