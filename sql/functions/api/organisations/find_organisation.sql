create or replace function api.find_organisation(domain text)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select (
        select api.describe_organisation(o) from organisations as o
        where o.id = api.organisation_of_domain(find_organisation.domain)
    )
$$;

comment on function api.find_organisation is
'The organisation that people with addresses at this domain belong to
(api.organisation_of_domain), or null.';

grant execute on function api.find_organisation to postroom_api;
