create or replace function ops.copy_changes(tree text)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    t record;
    ids uuid[];
begin
    with taken as (
        delete from moving.changes as c where c.tree = copy_changes.tree returning c.id
    )
    select array_agg(distinct taken.id) into ids from taken;
    if ids is null then
        return 0;
    end if;

    select r.* into t from ops.trees() as r where r.tree = copy_changes.tree;
    execute format('delete from moving.%I where id = any($1)', t.table_name) using ids;
    execute format(
        'insert into moving.%I select * from %s where id = any($1)',
        t.table_name, t.default_partition
    ) using ids;
    return cardinality(ids);
end
$$;

comment on function ops.copy_changes is
'Copies once more what was written to a tree''s default partition since ops.start_move; returns how
many rows. What somebody is just writing is noted when he commits, for the next call. Part of
ops.empty_default. Locks nothing that others want.';

grant execute on function ops.copy_changes to postroom_dba, postroom_worker;
