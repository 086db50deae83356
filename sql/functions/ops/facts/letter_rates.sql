create or replace function ops.letter_rates(day date)
    returns table (post_class text, sheet_count int, rate numeric)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select distinct on (r.post_class, r.sheet_count) r.post_class, r.sheet_count, r.rate
    from letter_rates as r
    where r.start_date <= letter_rates.day::timestamp at time zone 'Europe/London'
    order by r.post_class, r.sheet_count, r.start_date desc
$$;

comment on function ops.letter_rates is
'Pounds that a letter of so many sheets costs on a local day: the rates in force at its midnight.';

grant execute on function ops.letter_rates to postroom_dba, postroom_readonly;
