create or replace function api.list_organisations()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.summarise_organisation(o) order by o.active desc, o.name), '[]'
    )
    from organisations as o
$$;

comment on function api.list_organisations is
'All organisations, archived ones last, by name.';

grant execute on function api.list_organisations to postroom_api;
