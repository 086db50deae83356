create or replace procedure ops.maintain_partitions(
    tries int default 50, inout details jsonb default null, inout failure text default null
)
    language plpgsql
as $$
-- No SECURITY DEFINER and no SET here: a procedure with either may not commit. The functions
-- it calls have both.
declare
    t record;
    missing date;
    hindered text;
    failures text[] := array[]::text[];
    moved bigint;
    total bigint := 0;
    made int := 0;
begin
    details := '{}';
    failure := null;
    if not pg_try_advisory_lock(hashtext('postroom.partitions')) then
        failure := 'partitions are being made in another session';
        return;
    end if;
    -- What fails delays its own tree alone.
    for t in select r.tree from ops.trees() as r
    loop
        begin
            perform ops.create_parent(t.tree);
            hindered := null;
        exception when others then
            hindered := format('%s %s', sqlstate, sqlerrm);
        end;
        commit;
        if hindered is not null then
            failures := failures || format('%s: %s', t.tree, hindered);
            continue;
        end if;

        -- First, since no partition can be made for days of which the default has rows.
        call ops.empty_default(t.tree, tries, moved, hindered);
        total := total + moved;
        if hindered is not null then
            failures := failures || format('%s, rows in the default: %s', t.tree, hindered);
        end if;

        for missing in select d.day from ops.missing_days(t.tree) as d (day) loop
            call ops.attempt('make_partition', t.tree, missing, false, tries, hindered);
            if hindered is not null then
                failures := failures || format('%s, partition of %s: %s', t.tree, missing, hindered);
                exit when hindered = 'busy';
            else
                made := made + 1;
            end if;
        end loop;
    end loop;
    perform pg_advisory_unlock(hashtext('postroom.partitions'));
    details := jsonb_build_object('made', made, 'moved', total);
    failure := nullif(array_to_string(failures, '; '), '');
end
$$;

comment on procedure ops.maintain_partitions is
'Makes the partitions of the days ahead and those that are missing (ops.missing_days), one a
transaction, and moves rows of the default partitions to their days (ops.empty_default): call
ops.maintain_partitions(). Says what it did and what hindered it; a tree that fails does not stop
the others, nor rows that cannot be moved yet the days ahead. Safe to repeat and to interrupt; a
send never depends on it, since the default partitions take what has no partition yet.
What is in use for longer than a second, as behind a dump, is tried so many times, 200 ms apart,
and then left for the next run.
Locks: an advisory lock against a second run; see ops.make_partition and ops.finish_move, which
wait for 100 ms at most.';

grant execute on procedure ops.maintain_partitions to postroom_dba, postroom_worker;
