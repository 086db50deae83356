create or replace function api.has_gone_to_print(created_at timestamptz)
    returns boolean
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    -- What is made from 17:30 on is printed the next day.
    select postroom.now() at time zone 'Europe/London'
        >= (has_gone_to_print.created_at at time zone 'Europe/London' + interval '6.5 hours')::date
        + time '17:30'
$$;

comment on function api.has_gone_to_print is
'Whether it is too late to cancel a letter that was made then: past 17:30 local time of the day
on which it is printed.';
