create or replace function api.iso_time(at timestamptz)
    returns text
    language sql
    stable
    strict
as $$
    select to_char(iso_time.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

comment on function api.iso_time is 'A moment on the wire, such as 2026-11-23T17:05:25.515264Z.';
