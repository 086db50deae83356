create or replace function api.set_organisation_permissions(
    organisation_id uuid, user_id uuid, permissions text[]
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update organisation_users as m
    set permissions = set_organisation_permissions.permissions
    where m.organisation_id = set_organisation_permissions.organisation_id
      and m.user_id = set_organisation_permissions.user_id;
    if not found then
        perform api.not_found();
    end if;
exception
    when check_violation then
        -- Permissions that there are none of; the table knows them.
        perform api.not_found();
end
$$;

comment on function api.set_organisation_permissions is
'Replaces what a member of an organisation may do. Raises NT404: no member, or no such permission.';

grant execute on function api.set_organisation_permissions to postroom_api;
