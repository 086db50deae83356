create or replace function ops.partitions_ahead()
    returns table (tree text, days int)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select t.tree, (
        -- Up to the first that is missing: those behind a hole help nobody.
        select min(d.day::date) - 1 - (today() + t.longest)
        from generate_series(today(), today() + 1000, interval '1 day') as d (day)
        where d.day::date not in (
            select ops.partition_day(i.inhrelid)
            from pg_inherits as i
            where i.inhparent = t.parent and i.inhrelid <> t.default_partition
        )
    )
    from ops.trees() as t
$$;

comment on function ops.partitions_ahead is
'For how many of the days to come each tree has all partitions that messages of these days may
need; below 0, messages of today lie in a default partition.';

grant execute on function ops.partitions_ahead to postroom_dba, postroom_readonly;
