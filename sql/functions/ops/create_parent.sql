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
    first_day text := (today() - 1)::text;
begin
    if version < 5 then
        perform partman.create_parent(
            create_parent.parent, create_parent.control, 'native', 'daily',
            p_premake := create_parent.days_ahead, p_start_partition := first_day,
            p_jobmon := false
        );
    else
        perform partman.create_parent(
            create_parent.parent, create_parent.control, '1 day',
            p_premake := create_parent.days_ahead, p_start_partition := first_day,
            p_jobmon := false
        );
    end if;
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
