create or replace procedure ops.empty_default(
    tree text, tries int default 50, inout moved bigint default 0, inout failure text default null
)
    language plpgsql
as $$
-- No SECURITY DEFINER and no SET here: a procedure with either may not commit. The functions
-- it calls have both.
declare
    found bigint;
    started boolean := false;
    batch constant int := 10000;
    copied int := batch;
begin
    moved := 0;
    failure := null;
    begin
        -- Also what an interrupted run left behind.
        perform ops.discard_move(empty_default.tree);
        found := (select r.rows from ops.rows_in_default() as r where r.tree = empty_default.tree);
    exception when others then
        failure := format('%s %s', sqlstate, sqlerrm);
    end;
    commit;

    -- While the last step cannot be done, the others are for nothing. Longer than for that one: so
    -- many new rows have called autovacuum, which takes its time and lets go by itself.
    if found > 0 and failure is null then
        call ops.attempt('start_move', empty_default.tree, null, true, tries * 6, failure);
        started := failure is null and exists (
            select from pg_inherits as i
            inner join ops.trees() as t
                on i.inhparent = to_regclass(format('moving.%I', t.table_name))
            where t.tree = empty_default.tree
        );
    end if;
    while started and failure is null and copied = batch loop
        begin
            copied := ops.copy_rows(empty_default.tree, batch);
        exception when others then
            failure := format('%s %s', sqlstate, sqlerrm);
        end;
        commit;
    end loop;

    if started and failure is null then
        call ops.attempt('finish_move', empty_default.tree, null, true, tries, failure);
        moved := case when failure is null then found else 0 end;
    end if;
    begin
        perform ops.discard_move(empty_default.tree);
    exception when others then
        failure := coalesce(failure, format('%s %s', sqlstate, sqlerrm));
    end;
    commit;
end
$$;

comment on procedure ops.empty_default is
'Gives the rows of a tree''s default partition partitions for their days, however many rows and
whatever days. They are copied to a tree beside it, 10,000 a transaction; what is written meanwhile
is copied again; then the copies take their place, all at once. So at any moment each row can be
seen, once, and nobody waits longer than it takes to swap the tables. A run that is interrupted
changes nothing, and the next one begins anew. Says how many rows it moved (1000001: more than a
million), or what hindered it: "busy" is a long transaction that uses the tree.
Locks: see ops.start_move and ops.finish_move.';

grant execute on procedure ops.empty_default to postroom_dba, postroom_worker;
