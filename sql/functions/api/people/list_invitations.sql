create or replace function api.list_invitations(
    service_id uuid default null, invitation_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_invitation(i) order by i.created_at, i.id), '[]')
    from invited_users as i
    where i.service_id = coalesce(list_invitations.service_id, i.service_id)
      and i.id = coalesce(list_invitations.invitation_id, i.id)
$$;

comment on function api.list_invitations is
'Invitations of a service, oldest first, whatever became of them; or the one named.';

grant execute on function api.list_invitations to postroom_api;
