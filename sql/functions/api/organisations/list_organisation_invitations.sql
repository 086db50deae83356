create or replace function api.list_organisation_invitations(organisation_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_organisation_invitation(i) order by i.created_at, i.id), '[]'
    )
    from invited_organisation_users as i
    where i.organisation_id = list_organisation_invitations.organisation_id
$$;

comment on function api.list_organisation_invitations is
'Invitations to join an organisation, oldest first, whatever became of them.';

grant execute on function api.list_organisation_invitations to postroom_api;
