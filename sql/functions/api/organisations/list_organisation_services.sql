create or replace function api.list_organisation_services(organisation_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_organisation(list_organisation_services.organisation_id);
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', s.id, 'name', s.name, 'active', s.active, 'restricted', s.restricted
                )
                order by s.active desc, s.name collate "C"
            ),
            '[]'
        )
        from services as s
        where s.organisation_id = list_organisation_services.organisation_id
    );
end
$$;

comment on function api.list_organisation_services is
'The services of an organisation, archived ones last, by name. Raises NT404.';

grant execute on function api.list_organisation_services to postroom_api;
