create or replace function api.add_organisation_user(
    organisation_id uuid, user_id uuid, permissions text[]
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    -- An organisation that is being archived must not get a member.
    perform from organisations as o where o.id = add_organisation_user.organisation_id for share;
    if not found then
        perform api.not_found();
    end if;
    if not exists (select from users as u where u.id = add_organisation_user.user_id) then
        perform api.not_found();
    end if;
    insert into organisation_users (organisation_id, user_id, permissions)
    values (
        add_organisation_user.organisation_id, add_organisation_user.user_id,
        add_organisation_user.permissions
    )
    on conflict (organisation_id, user_id) do update set permissions = excluded.permissions;
    return api.read_user(add_organisation_user.user_id);
exception
    when check_violation then
        -- Permissions that there are none of; the table knows them.
        perform api.not_found();
        return null;
end
$$;

comment on function api.add_organisation_user is
'Makes someone a member of an organisation with these permissions; of one who is a member already
they replace the old ones. Returns the person. Raises NT404, also for an unknown permission.
Locks: the organisation''s row, shared.';

grant execute on function api.add_organisation_user to postroom_api;
