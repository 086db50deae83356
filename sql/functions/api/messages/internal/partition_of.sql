create or replace function api.partition_of(tree text, day date)
    returns regclass
    language sql
    stable
    set search_path = pg_catalog, pg_temp
as $$
    select coalesce(
        to_regclass(format('postroom.%I', partition_of.tree || to_char(partition_of.day, '"_p"YYYY_MM_DD'))),
        to_regclass(format('postroom.%I', partition_of.tree))
    )
$$;

comment on function api.partition_of is
'The partition of a tree that has a day, or the whole tree when the day has none of its own: who asks
for many days, one by one, spares the planner the tree, which costs more than the rows.';
