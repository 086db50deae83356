create or replace function ops.is_working_day(day date)
    returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select extract(isodow from is_working_day.day) < 6
        and not exists (select from bank_holidays as h where h.day = is_working_day.day)
$$;

comment on function ops.is_working_day is
'Whether printers work on a day: neither a weekend nor a bank holiday of England and Wales
(postroom.bank_holidays).';

grant execute on function ops.is_working_day to postroom_dba, postroom_worker;
