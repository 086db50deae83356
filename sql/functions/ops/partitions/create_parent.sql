create or replace function ops.create_parent(tree text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    t record;
    version int := (
        select split_part(e.extversion, '.', 1)::int
        from pg_extension as e where e.extname = 'pg_partman'
    );
begin
    select r.*, 'postroom.' || r.table_name as name into t
    from ops.trees() as r where r.tree = create_parent.tree;
    if exists (select from partman.part_config as p where p.parent_table = t.name) then
        return;
    end if;
    execute format(
        'select partman.create_parent(%L, %L, %s, p_premake := %L, p_start_partition := %L,'
        ' p_jobmon := false)',
        t.name, t.control,
        case when version < 5 then '''native'', ''daily''' else '''1 day''' end,
        t.ahead, today() - 1
    );
    -- From now on ops.maintain_partitions makes the partitions and ops.run_retention takes them
    -- away: days end by postroom.today(), and each must be a short transaction of its own.
    update partman.part_config set infinite_time_partitions = true, retention = null
    where parent_table = t.name;
    -- Partman's functions set the session's search_path, and that outlives the clause above: a
    -- pooled connection would be of no use to procrastinate any more.
    reset search_path;
end
$$;

comment on function ops.create_parent is
'Hands a table partitioned by day to pg_partman, 4.7 or 5.x alike, with a default partition and
those from yesterday to the days ahead (ops.trees). Changes nothing when that has been done.
Raises what partman raises.
Locks: the parent, exclusively.';

grant execute on function ops.create_parent to postroom_dba, postroom_worker;
