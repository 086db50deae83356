create or replace function api.create_organisation_invitation(
    organisation_id uuid, email_address text, invited_by_id uuid, permissions text[]
)
    returns table (
        invitation jsonb, organisation_name text, inviter_name text, inviter_address text,
        is_by_platform boolean
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_organisation_users;
begin
    -- An organisation that is being archived must not get an invitation.
    select o.name into organisation_name from organisations as o
    where o.id = create_organisation_invitation.organisation_id for share;
    if not found then
        perform api.not_found();
    end if;
    select u.name, u.email_address, u.platform_admin
    into inviter_name, inviter_address, is_by_platform
    from users as u where u.id = create_organisation_invitation.invited_by_id;
    if not found then
        perform api.not_found();
    end if;
    insert into invited_organisation_users (
        organisation_id, email_address, invited_by_id, permissions
    ) values (
        create_organisation_invitation.organisation_id,
        create_organisation_invitation.email_address,
        create_organisation_invitation.invited_by_id,
        create_organisation_invitation.permissions
    )
    returning * into i;
    invitation := api.describe_organisation_invitation(i);
    return next;
end
$$;

comment on function api.create_organisation_invitation is
'Adds an invitation to join an organisation and returns what the email to the person says.
Raises NT404 for an unknown organisation or inviter. Locks: the organisation''s row, shared.';

grant execute on function api.create_organisation_invitation to postroom_api;
