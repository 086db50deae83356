create or replace function ops.maintain_partitions()
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Queries queue up behind a waiting lock: give up soon, there are days of reserve.
    set lock_timeout = '100ms'
as $$
declare
    tree record;
begin
    for tree in
        select * from (values
            ('postroom.notifications', 'day', 14),
            ('postroom.notification_contents', 'kept_until', 100),
            ('postroom.inbound_messages', 'kept_until', 100)
        ) as trees (parent, control, days_ahead)
    loop
        if not exists (
            select from partman.part_config as c where c.parent_table = tree.parent
        ) then
            perform ops.create_parent(tree.parent, tree.control, tree.days_ahead);
        end if;
        -- First, since no partition can be made for days of which the default has rows.
        perform partman.partition_data_time(tree.parent, p_batch_count := 200);
        perform partman.run_maintenance(tree.parent, p_analyze := false);
    end loop;
    -- Partman's functions set the session's search_path, and that outlives the clause above: a
    -- pooled connection would be of no use to procrastinate any more.
    reset search_path;
end
$$;

comment on function ops.maintain_partitions is
'Makes the partitions of the days ahead (facts 14, contents and
inbound messages 100) and moves rows out of the
default partitions. Safe to repeat; a send never depends on it, since the default
partitions take what has no partition yet.
Raises partman''s exception ("lock timeout") when a lock takes longer than 100 ms, as behind a dump.
Locks: briefly each parent and its default partition, when a day is added.';

grant execute on function ops.maintain_partitions to postroom_dba, postroom_worker;
