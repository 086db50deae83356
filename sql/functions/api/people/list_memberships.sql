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
            'organisations', (
                select coalesce(
                    jsonb_agg(
                        jsonb_build_object(
                            'id', o.id, 'name', o.name,
                            'count_of_live_services', api.count_live_services(o.id)
                        )
                        order by o.created_at, o.id
                    ),
                    '[]'
                )
                from organisation_users as m
                inner join organisations as o on o.id = m.organisation_id and o.active
                where m.user_id = list_memberships.user_id
            ),
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
'The active organisations and services of a person, for their account page. Raises NT404.';

grant execute on function api.list_memberships to postroom_api;
