create or replace function ops.create_parent(parent text, control text, days_ahead int)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    version int := (
        select split_part(e.extversion, '.', 1)::int
        from pg_extension as e where e.extname = 'pg_partman'
    );
begin
    execute format(
        'select partman.create_parent(%L, %L, %s, p_premake := %L, p_start_partition := %L,'
        ' p_jobmon := false)',
        create_parent.parent, create_parent.control,
        case when version < 5 then '''native'', ''daily''' else '''1 day''' end,
        create_parent.days_ahead, today() - 1
    );
    -- Partman makes the partitions; ops.run_retention takes them away, since its days end
    -- by postroom.today() and each drop must be a short transaction of its own.
    update partman.part_config set infinite_time_partitions = true, retention = null
    where parent_table = create_parent.parent;
end
$$;

comment on function ops.create_parent is
'Hands a table partitioned by day to pg_partman, 4.7 or 5.x alike, with partitions from
yesterday to the given number of days ahead. Raises what partman raises.
Locks: the parent, exclusively.';
