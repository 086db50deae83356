create or replace function jobs.last_letter_attempt()
    returns int
    language sql
    immutable
    parallel safe
as $$
    select 16
$$;

comment on function jobs.last_letter_attempt is
'The attempt at making or checking a letter after which it has failed: the first, and 15 more. A constant that
is written into the statements that use it, hence without a search_path.';
