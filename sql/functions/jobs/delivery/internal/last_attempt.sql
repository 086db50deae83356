create or replace function jobs.last_attempt()
    returns int
    language sql
    immutable
    parallel safe
as $$
    select 49
$$;

comment on function jobs.last_attempt is
'The attempt at sending a text message or email after which it has failed: the first, and 48 more. A constant
that is written into the statements that use it, hence without a search_path.';
