create or replace function ops.sms_rate(day date)
    returns numeric
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        (
            select r.rate from sms_rates as r
            where r.valid_from <= sms_rate.day::timestamp at time zone 'Europe/London'
            order by r.valid_from desc
            limit 1
        ),
        0
    )
$$;

comment on function ops.sms_rate is
'Pounds that a text message fragment costs on a local day: the rate in force at its midnight.';

grant execute on function ops.sms_rate to postroom_dba, postroom_readonly;
