create or replace function api.http_time(at timestamptz)
    returns text
    language sql
    stable
    strict
as $$
    select to_char(http_time.at at time zone 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
$$;

comment on function api.http_time is
'A moment on the wire as HTTP has it, in a few places of the internal API: Mon, 23 Nov 2026 17:07:38
GMT.';
