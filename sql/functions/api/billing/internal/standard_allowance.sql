create or replace function api.standard_allowance(organisation_type text, financial_year int)
    returns int
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select d.fragments from default_allowances as d
    where d.organisation_type = coalesce(standard_allowance.organisation_type, 'other')
      and d.from_year <= standard_allowance.financial_year
    order by d.from_year desc
    limit 1
$$;

comment on function api.standard_allowance is
'What services of a type of organisation have free in a financial year; null before there was any.';
