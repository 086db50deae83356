create or replace function api.plain_time(at timestamptz)
    returns text
    language sql
    stable
    strict
as $$
    select to_char(plain_time.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
$$;

comment on function api.plain_time is
'A moment on the wire where the internal API leaves out the zone: 2026-11-23 17:05:25.515264.';
