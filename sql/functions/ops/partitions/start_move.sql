create or replace function ops.start_move(tree text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set lock_timeout = '100ms'
as $$
declare
    t record;
    days date[];
    missing date;
    name text;
begin
    select r.* into t from ops.trees() as r where r.tree = start_move.tree;
    execute format(
        'select array_agg(distinct %I) from %s'
        ' where %I between ''0001-01-01'' and ''9999-12-30''',
        t.control, t.default_partition, t.control
    ) into days;
    if days is null then
        return;
    end if;

    execute format(
        'create table moving.%I (like %s including all) partition by range (%I)',
        t.table_name, t.parent, t.control
    );
    if ops.column_list(t.default_partition)
        <> ops.column_list(format('moving.%I', t.table_name)::regclass) then
        raise exception '% has its columns in another order', t.default_partition;
    end if;
    -- In their schema already, where their indexes get names that nobody else has.
    execute format(
        'create table postroom.%I partition of moving.%I default',
        t.table_name || '_new_default', t.table_name
    );
    foreach missing in array days loop
        name := t.table_name || to_char(missing, '"_p"YYYY_MM_DD');
        execute format(
            'create table postroom.%I partition of moving.%I for values from (%L) to (%L)',
            name, t.table_name, missing, missing + 1
        );
        -- Says in advance what attaching it to the tree would read all rows to find out.
        execute format(
            'alter table postroom.%I add constraint moved_day check (%I >= %L and %I < %L)',
            name, t.control, missing, t.control, missing + 1
        );
    end loop;
    -- Last, as writers wait for the end of this transaction from here on. Autovacuum would be in
    -- the way in the end, and what is to be dropped has no need of it.
    execute format(
        'create or replace trigger note_change after insert or update or delete on %s'
        ' for each row execute function moving.note_change(%L)', t.default_partition, t.tree
    );
    execute format('alter table %s set (autovacuum_enabled = false)', t.default_partition);
end
$$;

comment on function ops.start_move is
'Begins to give the rows of a tree''s default partition days of their own: a tree beside it, of
schema moving, with the partitions they need and a default of its own; from now on what is written to the
old one is noted in moving.changes. Nothing, if no row has
a day that a partition could have. Part of ops.empty_default.
Raises lock_not_available after 100 ms.
Locks: writers of the default partition, until the transaction ends.';

grant execute on function ops.start_move to postroom_dba, postroom_worker;
