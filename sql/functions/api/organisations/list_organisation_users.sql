create or replace function api.list_organisation_users(organisation_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_user(u) order by u.created_at, u.id), '[]')
    from organisation_users as m inner join users as u on u.id = m.user_id
    where m.organisation_id = list_organisation_users.organisation_id and u.state = 'active'
$$;

comment on function api.list_organisation_users is
'The active members of an organisation, the oldest account first.';

grant execute on function api.list_organisation_users to postroom_api;
