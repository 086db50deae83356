create or replace function api.create_invitation(service_id uuid, details jsonb)
    returns table (
        invitation jsonb, service_name text, inviter_name text, inviter_address text
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_users := jsonb_populate_record(null::invited_users, create_invitation.details);
    inviter jsonb;
begin
    service_name := api.read_service(create_invitation.service_id) ->> 'name';
    inviter := api.read_user(i.from_user_id);
    inviter_name := inviter ->> 'name';
    inviter_address := inviter ->> 'email_address';
    insert into invited_users (
        service_id, email_address, from_user_id, permissions, auth_type, folder_permissions
    ) values (
        create_invitation.service_id, i.email_address, i.from_user_id, i.permissions,
        coalesce(i.auth_type, 'sms_auth'), coalesce(i.folder_permissions, '{}')
    )
    returning * into i;
    invitation := api.describe_invitation(i);
    return next;
end
$$;

comment on function api.create_invitation is
'Adds an invitation with these columns, which the caller has checked, and returns what the email
to the person says. Raises NT404 for an unknown service or inviter.';

grant execute on function api.create_invitation to postroom_api;
