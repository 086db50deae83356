create or replace function ops.make_partition(tree text, day date)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Queries queue up behind a waiting lock: give up soon, there are days of reserve.
    set lock_timeout = '100ms'
as $$
declare
    t record;
    name text;
begin
    select r.* into t from ops.trees() as r where r.tree = make_partition.tree;
    name := t.table_name || to_char(make_partition.day, '"_p"YYYY_MM_DD');
    -- Attached in a second step, which leaves readers and writers of other days alone;
    -- "create table … partition of" would lock them all out.
    execute format('create table postroom.%I (like %s including all)', name, t.parent);
    execute format(
        'alter table %s attach partition postroom.%I for values from (%L) to (%L)',
        t.parent, name, make_partition.day, make_partition.day + 1
    );
end
$$;

comment on function ops.make_partition is
'Makes the partition of a day. A message of that day that was on its way to the default partition
is refused with check_violation and has to be sent once more, which whoever calls us does.
Raises lock_not_available after 100 ms, and check_violation when the default partition has rows of
that day.
Locks: the default partition, exclusively, for as long as it takes to read it through.';

grant execute on function ops.make_partition to postroom_dba, postroom_worker;
