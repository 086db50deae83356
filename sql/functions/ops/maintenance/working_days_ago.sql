create or replace function ops.working_days_ago(days int)
    returns date
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select ops.expect_between('days', working_days_ago.days, 1, 1000);
    select d.day
    from (select today() - n as day from generate_series(1, working_days_ago.days * 3 + 14) as n) as d
    where ops.is_working_day(d.day)
    order by d.day desc
    offset working_days_ago.days - 1
    limit 1
$$;

comment on function ops.working_days_ago is
'The local day that is so many of the printer''s working days before today.
Raises invalid_parameter_value for days out of 1 to 1000.';

grant execute on function ops.working_days_ago to postroom_dba, postroom_worker;
