create or replace function api.set_allowance(service_id uuid, fragments int)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    this_year int := api.financial_year(today());
    standard int;
begin
    select api.standard_allowance(s.organisation_type, this_year) into standard
    from services as s where s.id = set_allowance.service_id;
    if not found then
        perform api.not_found();
    end if;
    insert into allowances (service_id, financial_year, fragments, is_custom)
    values (
        set_allowance.service_id, this_year, set_allowance.fragments,
        set_allowance.fragments is distinct from standard
    )
    on conflict (service_id, financial_year)
    do update set
        fragments = excluded.fragments, is_custom = excluded.is_custom, updated_at = now();
end
$$;

comment on function api.set_allowance is
'Sets what a service has free in this financial year. It counts as agreed with the service alone, and
so for the next year too, unless it is what its type of organisation has anyway. Raises NT404.
Locks: the allowance''s row.';

grant execute on function api.set_allowance to postroom_api;
