create or replace function ops.longest_class()
    returns int
    language sql
    immutable
    parallel safe
as $$
    select 90
$$;

comment on function ops.longest_class is
'The most days for which a service may keep its messages after the day of creation. A constant that is
written into the statements that use it, hence without a search_path.';
