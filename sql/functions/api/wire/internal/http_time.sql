create or replace function api.http_time(at timestamptz)
    returns text
    language sql
    stable
    strict
as $$
    select to_char(http_time.at at time zone 'UTC', 'Dy, DD Mon YYYY HH24:MI:SS "GMT"')
$$;

comment on function api.http_time is
'A moment on the wire as HTTP''s headers have it: Mon, 23 Nov 2026 16:11:06 GMT.';
