create or replace procedure ops.run_maintenance(again boolean default false)
    language plpgsql
as $$
-- No SECURITY DEFINER and no SET here: a procedure with either may not commit. The functions
-- it calls have both.
declare
    item record;
    state record;
    entry bigint;
    counted date;
    told jsonb;
    failures text[];
    failure text;
begin
    if not pg_try_advisory_lock(hashtext('postroom.maintenance')) then
        raise exception 'maintenance is running in another session'
            using errcode = 'lock_not_available';
    end if;
    perform ops.close_interrupted();
    commit;

    for item in select * from ops.maintenance_steps() as s order by s.number
    loop
        select * into state from ops.maintenance() as m where m.step = item.step;
        continue when (state.done and not again) or cardinality(state.waits_for) > 0;
        -- What a wrong clock makes one forget is gone for good.
        continue when item.step <> 'partitions' and not again and exists (select from ops.leap());
        -- These commit as they go; two of them keep their own entries.
        if item.function = 'run_retention' then
            call ops.run_retention();
            continue;
        elsif item.function = 'time_out_notifications' then
            call ops.time_out_notifications();
            continue;
        elsif item.function = 'maintain_partitions' then
            entry := ops.start_step(item.step);
            commit;
            call ops.maintain_partitions(details => told, failure => failure);
            perform ops.finish_step(entry, told, failure);
            commit;
            continue;
        end if;

        entry := ops.start_step(item.step);
        commit;
        failures := array[]::text[];
        told := '{}';
        if item.days is null then
            begin
                told := ops.run_step(item.function);
            exception when others then
                failures := failures || format('%s %s', sqlstate, sqlerrm);
            end;
        else
            for counted in select d.day from ops.days_to_count(item.step, item.days) as d (day)
            loop
                begin
                    told := ops.run_step(item.function, counted)
                        || jsonb_build_object(
                            'from', coalesce(told ->> 'from', counted::text), 'to', counted
                        );
                exception when others then
                    failures := failures || format('%s: %s %s', counted, sqlstate, sqlerrm);
                end;
                commit;
            end loop;
        end if;
        perform ops.finish_step(entry, told, nullif(array_to_string(failures, '; '), ''));
        commit;
    end loop;
    perform pg_advisory_unlock(hashtext('postroom.maintenance'));
end
$$;

comment on procedure ops.run_maintenance is
'Does every step of maintenance that is due, in order: call ops.run_maintenance(). The worker does
so every hour. With again, also what has been done in this hour or day. A step that fails changes
nothing, is noted with its error and tried again by the next run; those that require it wait,
the others go on. After the clock has leapt (ops.leap) only partitions are made for a day, unless
again says that it is right; days that were not counted are counted as soon as it can be. Each step commits,
and is recorded in ops.maintenance_log; see ops.maintenance().
Raises lock_not_available when another session runs maintenance.
Locks: an advisory lock against a second run; see the functions of the steps.';

grant execute on procedure ops.run_maintenance to postroom_dba, postroom_worker;
