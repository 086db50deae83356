create or replace function api.find_organisations(name_part text)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.summarise_organisation(o) order by o.name), '[]')
    from organisations as o
    where strpos(lower(o.name), lower(find_organisations.name_part)) > 0
$$;

comment on function api.find_organisations is
'Organisations whose name has this in it, in whatever case, archived ones too; by name.';

grant execute on function api.find_organisations to postroom_api;
