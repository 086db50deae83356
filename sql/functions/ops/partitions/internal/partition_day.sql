create or replace function ops.partition_day(partition oid)
    returns date
    language sql
    stable
    set search_path = pg_catalog, pg_temp
    set datestyle = 'ISO'
as $$
    select substring(
        pg_get_expr(c.relpartbound, c.oid) from 'FROM \(''(\d{4}-\d{2}-\d{2})''\)'
    )::date
    from pg_class as c
    where c.oid = partition_day.partition
$$;

comment on function ops.partition_day is
'The day that a daily partition holds, from its bounds; null for a default partition.';
