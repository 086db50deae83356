create or replace function api.set_service_organisation(organisation_id uuid, service_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    o organisations;
begin
    -- An organisation that is being archived must not get a service.
    select * into o from organisations as found_one
    where found_one.id = set_service_organisation.organisation_id for share;
    if not found then
        perform api.not_found();
    end if;
    update services as s
    set organisation_id = o.id, organisation_type = o.organisation_type, crown = o.crown,
        version = s.version + 1, updated_at = now()
    where s.id = set_service_organisation.service_id;
    if not found then
        perform api.not_found();
    end if;
    perform api.set_default_allowance(
        set_service_organisation.service_id, api.financial_year(today())
    );
end
$$;

comment on function api.set_service_organisation is
'Makes a service one of an organisation, with its type and this year''s allowance that comes with it;
its brandings stay as they are. Makes a new version. Raises NT404.
Locks: the organisation''s row, shared, and the service''s.';

grant execute on function api.set_service_organisation to postroom_api;
