create or replace function api.read_organisation_invitation(
    id uuid, organisation_id uuid default null
)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    i invited_organisation_users;
begin
    select * into i from invited_organisation_users as found_one
    where found_one.id = read_organisation_invitation.id
      and found_one.organisation_id = coalesce(
          read_organisation_invitation.organisation_id, found_one.organisation_id
      );
    if not found then
        perform api.not_found();
    end if;
    return api.describe_organisation_invitation(i);
end
$$;

comment on function api.read_organisation_invitation is
'An invitation to join an organisation: this one, when one is named. Raises NT404.';

grant execute on function api.read_organisation_invitation to postroom_api;
