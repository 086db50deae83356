create or replace function api.set_default_allowance(service_id uuid, financial_year int)
    returns void
    language sql
    set search_path = pg_catalog
as $$
    select api.set_default_allowances(
        array[set_default_allowance.service_id], set_default_allowance.financial_year
    )
$$;

comment on function api.set_default_allowance is
'Gives a service its allowance of a year (api.default_allowances), whatever it had before.';
