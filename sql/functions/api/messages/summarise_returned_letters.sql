create or replace function api.summarise_returned_letters(service_id uuid)
    returns table (count bigint, latest_at timestamptz)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        count(*) filter (where local_day(r.created_at) >= today() - 7),
        max(r.created_at)
    from returned_letters as r
    where r.service_id = summarise_returned_letters.service_id
$$;

comment on function api.summarise_returned_letters is
'How many of a service''s letters were reported as returned in the last seven days and today, and
when the latest ever was, null when none was.';

grant execute on function api.summarise_returned_letters to postroom_api;
