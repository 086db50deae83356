create or replace function api.list_organisations()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', o.id, 'name', o.name, 'active', o.active,
                'organisation_type', o.organisation_type,
                'domains', (
                    select coalesce(jsonb_agg(d.domain order by d.domain), '[]')
                    from organisation_domains as d where d.organisation_id = o.id
                ),
                'count_of_live_services', (
                    select count(*) from services as s
                    where s.organisation_id = o.id and s.active and not s.restricted
                )
            )
            order by o.active desc, o.name
        ),
        '[]'
    )
    from organisations as o
$$;

comment on function api.list_organisations is
'All organisations, archived ones last, by name.';

grant execute on function api.list_organisations to postroom_api;
