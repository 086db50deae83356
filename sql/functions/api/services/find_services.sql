create or replace function api.find_services(name_part text)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', s.id, 'name', s.name, 'active', s.active, 'restricted', s.restricted
            )
            order by s.created_at, s.id
        ),
        '[]'
    )
    from services as s
    where position(lower(find_services.name_part) in lower(s.name)) > 0
$$;

comment on function api.find_services is
'Services whose name has this in it, in whatever case.';

grant execute on function api.find_services to postroom_api;
