create or replace function ops.copy_rows(tree text, size int)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    t record;
    reached uuid;
    copied int;
begin
    select r.* into t from ops.trees() as r where r.tree = copy_rows.tree;

    execute format('select id from moving.%I order by id desc limit 1', t.table_name) into reached;
    execute format(
        'insert into moving.%I select * from %s where id > $1 order by id limit $2',
        t.table_name, t.default_partition
    ) using coalesce(reached, '00000000-0000-0000-0000-000000000000'), copy_rows.size;
    get diagnostics copied = row_count;
    return copied;
end
$$;

comment on function ops.copy_rows is
'Copies the next rows of a tree''s default partition, in the order of their ids, to where
ops.start_move prepared a place for them, and returns how many: fewer than asked for when these were
the last. Part of ops.empty_default. Locks nothing that others want.';

grant execute on function ops.copy_rows to postroom_dba, postroom_worker;
