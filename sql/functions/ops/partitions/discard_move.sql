create or replace function ops.discard_move(tree text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    table_name name := (
        select t.table_name from ops.trees() as t where t.tree = discard_move.tree
    );
begin
    execute format(
        'drop table if exists moving.%I, expired.%I', table_name, table_name || '_default'
    );
    delete from moving.changes as c where c.tree = discard_move.tree;
end
$$;

comment on function ops.discard_move is
'Drops what ops.empty_default leaves behind: the old default partition of a tree
when it is done, the copies, with their partitions, when it is not.
Locks: these tables, which nobody else uses.';

grant execute on function ops.discard_move to postroom_dba, postroom_worker;
