create or replace function api.list_memberships(user_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not exists (select from users as u where u.id = list_memberships.user_id) then
        perform api.not_found();
    end if;
    return (
        select jsonb_build_object(
            'organisations', '[]'::jsonb,
            'services', coalesce(jsonb_agg(
                jsonb_build_object(
                    'id', s.id, 'name', s.name, 'restricted', s.restricted,
                    'organisation', s.organisation_id
                )
                order by s.created_at, s.id
            ), '[]')
        )
        from service_users as m
        inner join services as s on s.id = m.service_id and s.active
        where m.user_id = list_memberships.user_id
    );
end
$$;

comment on function api.list_memberships is
'The active services of a person, for their account page. Raises NT404.';

grant execute on function api.list_memberships to postroom_api;
