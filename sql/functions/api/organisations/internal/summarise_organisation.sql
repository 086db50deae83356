create or replace function api.summarise_organisation(o postroom.organisations)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (o).id,
        'name', (o).name,
        'active', (o).active,
        'organisation_type', (o).organisation_type,
        'domains', api.list_domains((o).id),
        'count_of_live_services', api.count_live_services((o).id)
    )
$$;

comment on function api.summarise_organisation is
'An organisation as lists show it, on the wire of the internal API.';
