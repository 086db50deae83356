create or replace procedure ops.time_out_notifications(days int default 7, batch int default 10000)
    language plpgsql
as $$
-- As in ops.run_retention: a procedure with SECURITY DEFINER or SET may not commit.
declare
    entry bigint;
    day date;
    after uuid;
    found_rows bigint;
    timed_out bigint := 0;
    failures text[] := array[]::text[];
begin
    perform ops.expect_between('days', time_out_notifications.days, 0, 400);
    perform ops.expect_between('batch', time_out_notifications.batch, 1, 1000000);
    entry := ops.start_step('time_outs');
    commit;

    for back in 0 .. days loop
        day := ops.today() - 3 - back;
        after := '00000000-0000-0000-0000-000000000000';
        while after is not null loop
            begin
                select b.last_id, b.timed_out into after, found_rows
                from ops.time_out_batch(day, after, batch) as b;
                timed_out := timed_out + found_rows;
            exception when others then
                -- The next run tries this day again, this one goes on with the others.
                failures := failures || format('%s: %s %s', day, sqlstate, sqlerrm);
                after := null;
            end;
            commit;
        end loop;
    end loop;

    perform ops.finish_step(
        entry,
        jsonb_build_object('timed_out', timed_out),
        nullif(array_to_string(failures, '; '), '')
    );
    commit;
end
$$;

comment on procedure ops.time_out_notifications is
'Ends what has been "sending" or "pending" for 72 hours: call ops.time_out_notifications(). Text
messages and emails become temporary-failure, and their services are called back; letters, and
what has not been sent yet, stay. Looks at the days of creation from three days ago back, so many
more than that; a message that no run reached by then needs a higher number. Commits every so
many messages. Safe to repeat. Recorded in ops.maintenance_log.
Raises invalid_parameter_value for days or a batch out of range.
Locks: the messages'' rows, a batch at a time.';

grant execute on procedure ops.time_out_notifications to postroom_dba, postroom_worker;
