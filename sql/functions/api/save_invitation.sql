create or replace function api.save_invitation(
    service_id uuid, changes jsonb, invitation_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_users;
begin
    if save_invitation.invitation_id is null then
        i := jsonb_populate_record(null::invited_users, save_invitation.changes);
        insert into invited_users (
            service_id, email_address, from_user_id, permissions, auth_type, folder_permissions
        ) values (
            save_invitation.service_id, i.email_address, i.from_user_id, i.permissions,
            coalesce(i.auth_type, 'sms_auth'), coalesce(i.folder_permissions, '{}')
        )
        returning * into i;
        return api.describe_invitation(i);
    end if;
    select * into i from invited_users as old
    where old.id = save_invitation.invitation_id
      and old.service_id = save_invitation.service_id
    for update;
    if not found then
        perform api.not_found();
    end if;
    i := jsonb_populate_record(i, save_invitation.changes);
    update invited_users as old
    set permissions = i.permissions, auth_type = i.auth_type, status = i.status,
        folder_permissions = i.folder_permissions
    where old.id = i.id;
    return api.describe_invitation(i);
end
$$;

comment on function api.save_invitation is
'Adds an invitation, or sets the columns of one that are named in the changes; the caller has
checked them. Raises NT404, foreign_key_violation for an unknown service or user.';

grant execute on function api.save_invitation to postroom_api;
