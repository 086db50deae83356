create or replace function ops.partitions_ahead()
    returns table (tree text, days int)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select t.tree, max(ops.partition_day(i.inhrelid)) - (today() + t.longest)
    from (values
        ('facts', 'postroom.notifications'::regclass, 0),
        ('contents', 'postroom.notification_contents'::regclass, 90),
        ('inbound', 'postroom.inbound_messages'::regclass, 90)
    ) as t (tree, parent, longest)
    inner join pg_inherits as i on i.inhparent = t.parent
    group by t.tree, t.longest
$$;

comment on function ops.partitions_ahead is
'For how many of the days to come each tree has the partitions that messages of these days may
need.';

grant execute on function ops.partitions_ahead to postroom_dba, postroom_readonly;
