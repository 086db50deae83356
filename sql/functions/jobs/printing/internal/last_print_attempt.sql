create or replace function jobs.last_print_attempt()
    returns int
    language sql
    immutable
    parallel safe
as $$
    select 56
$$;

comment on function jobs.last_print_attempt is
'The attempt at handing a letter to its printer after which it has failed: the first, and 55 more. A
constant that is written into the statements that use it, hence without a search_path.';
