create or replace function jobs.lanes()
    returns text[]
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select array['sms', 'email', 'letter', 'print', 'platform', 'test', 'callback']
$$;

comment on function jobs.lanes is
'The lanes in which messages wait (jobs.lane), the one in which letters wait for their printer once their
run has begun (jobs.begin_printing), and the one of calls to services.
Internal: whoever has to know a lane''s name from any other word.';
