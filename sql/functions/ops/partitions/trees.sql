create or replace function ops.trees()
    returns table (
        tree text, parent regclass, table_name name, default_partition regclass, control name,
        longest int, ahead int
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select t.tree, c.oid::regclass, c.relname, nullif(p.partdefid, 0)::regclass, t.control,
        t.longest, t.ahead
    from (values
        ('facts', 'postroom.notifications', 'day', 0, 14),
        ('contents', 'postroom.notification_contents', 'kept_until', ops.longest_class(), 100),
        ('inbound', 'postroom.inbound_messages', 'kept_until', ops.longest_class(), 100),
        ('keys', 'postroom.idempotency_keys', 'day', 0, 14)
    ) as t (tree, parent, control, longest, ahead)
    inner join pg_class as c on c.oid = t.parent::regclass
    inner join pg_partitioned_table as p on p.partrelid = c.oid
$$;

comment on function ops.trees is
'The tables of schema postroom that are partitioned by day: the partition of what has no other, the
column that tells the day, for how many days to come a message of today may need a partition, and
for how many partitions are made.';

grant execute on function ops.trees to postroom_dba, postroom_worker, postroom_readonly;
