create or replace function api.update_organisation_invitation(
    organisation_id uuid, invitation_id uuid, status text
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_organisation_users;
begin
    update invited_organisation_users as old
    set status = update_organisation_invitation.status
    where old.id = update_organisation_invitation.invitation_id
      and old.organisation_id = update_organisation_invitation.organisation_id
    returning * into i;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_organisation_invitation(i);
end
$$;

comment on function api.update_organisation_invitation is
'Says what became of an invitation to join an organisation. Raises NT404.';

grant execute on function api.update_organisation_invitation to postroom_api;
