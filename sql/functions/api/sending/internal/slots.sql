create or replace function api.slots()
    returns int
    language sql
    immutable
    parallel safe
as $$
    select 4
$$;

comment on function api.slots is
'How many transactions may count a service''s messages of a kind at the same time. A constant that is
written into the statements that use it, hence without a search_path.';
