create or replace function ops.finish_move(tree text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Queries queue up behind a waiting lock: give up soon and try again later.
    set lock_timeout = '100ms'
as $$
declare
    t record;
    part record;
begin
    select r.* into t from ops.trees() as r where r.tree = finish_move.tree;

    -- Most of it before the lock is taken, so that it is short.
    perform ops.copy_changes(finish_move.tree);
    execute format(
        'lock table only %s, only %s in access exclusive mode', t.parent, t.default_partition
    );
    perform ops.copy_changes(finish_move.tree);
    execute format('alter table %s detach partition %s', t.parent, t.default_partition);
    execute format('alter table %s set schema expired', t.default_partition);
    for part in
        select i.inhrelid::regclass as relation, ops.partition_day(i.inhrelid) as day
        from pg_inherits as i
        where i.inhparent = format('moving.%I', t.table_name)::regclass
        order by 2 nulls last
    loop
        execute format('alter table moving.%I detach partition %s', t.table_name, part.relation);
        execute format(
            'alter table %s attach partition %s %s', t.parent, part.relation,
            case
                when part.day is null then 'default'
                else format('for values from (%L) to (%L)', part.day, part.day + 1)
            end
        );
        if part.day is not null then
            execute format('alter table %s drop constraint moved_day', part.relation);
        end if;
    end loop;
    execute format(
        'alter table postroom.%I rename to %I',
        t.table_name || '_new_default', t.table_name || '_default'
    );
end
$$;

comment on function ops.finish_move is
'Puts the copies that ops.copy_rows made in the place of a tree''s default partition: days of their
own, and a default with what has none. All at once, so at any moment every row is in the tree,
and once. The old default is left in schema expired for ops.discard_move. Part of ops.empty_default.
Raises lock_not_available after 100 ms.
Locks: the tree and its default partition, exclusively, for some milliseconds a day.';

grant execute on function ops.finish_move to postroom_dba, postroom_worker;
