create or replace function api.update_invitation(
    service_id uuid, invitation_id uuid, changes jsonb
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_users;
begin
    select * into i from invited_users as old
    where old.id = update_invitation.invitation_id
      and old.service_id = update_invitation.service_id
    for update;
    if not found then
        perform api.not_found();
    end if;
    i := jsonb_populate_record(i, update_invitation.changes);
    update invited_users as old
    set permissions = i.permissions, auth_type = i.auth_type, status = i.status,
        folder_permissions = i.folder_permissions
    where old.id = i.id;
    return api.describe_invitation(i);
end
$$;

comment on function api.update_invitation is
'Sets the columns of an invitation that are named in the changes, which the caller has checked.
Raises NT404.';

grant execute on function api.update_invitation to postroom_api;
