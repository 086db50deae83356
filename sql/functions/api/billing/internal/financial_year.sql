create or replace function api.financial_year(day date)
    returns int
    language sql
    immutable
    strict
as $$
    select extract(year from financial_year.day - interval '3 months')::int
$$;

comment on function api.financial_year is
'The year in which the financial year of a day begins, on 1 April.';
