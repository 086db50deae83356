create or replace procedure ops.run_retention(tries int default 50)
    language plpgsql
as $$
-- No SECURITY DEFINER and no SET here: a procedure with either may not commit. The functions
-- it calls have both.
declare
    entry bigint;
    expired record;
    kept record;
    tried int;
    detached boolean;
    failed boolean;
    dropped int := 0;
    archived int := 0;
    held bigint := 0;
    in_flight bigint := 0;
    files bigint := 0;
    tests bigint;
    uploads bigint;
    documents bigint;
    waiting text[] := array[]::text[];
    failures text[] := array[]::text[];
begin
    perform ops.expect_between('tries', run_retention.tries, 1, 10000);
    entry := ops.start_step('retention');
    commit;

    for expired in select * from ops.expired_partitions()
    loop
        -- What fails delays its own partition alone.
        begin
            if expired.tree = 'contents' then
                select * into kept from ops.keep_back(expired.day);
                held := held + kept.held;
                in_flight := in_flight + kept.in_flight;
                files := files + ops.discard_files(expired.day);
            elsif expired.tree = 'inbound' then
                held := held + ops.keep_back_inbound(expired.day);
            end if;
            failed := false;
        exception when others then
            failed := true;
            failures := failures || format('%s: %s %s', expired.name, sqlstate, sqlerrm);
        end;
        commit;
        continue when failed;

        tried := 0;
        detached := false;
        while not detached and not failed and tried < tries loop
            tried := tried + 1;
            begin
                perform ops.detach_partition(expired.partition);
                detached := true;
            exception
                when lock_not_available then
                    null;
                when others then
                    failed := true;
                    failures := failures || format('%s: %s %s', expired.name, sqlstate, sqlerrm);
            end;
            commit;
            if not detached and not failed then
                perform pg_sleep(0.2);
            end if;
        end loop;

        if not detached and not failed then
            waiting := waiting || expired.name;
        elsif detached and expired.tree = 'facts' then
            archived := archived + 1;
        end if;
    end loop;

    -- Also what an interrupted run left behind.
    failed := false;
    while not failed loop
        begin
            exit when ops.drop_expired() = 0;
            dropped := dropped + 1;
        exception when others then
            failed := true;
            failures := failures || format('%s %s', sqlstate, sqlerrm);
        end;
        commit;
    end loop;

    begin
        tests := ops.delete_tests();
        perform ops.forget_early_receipts();
        perform ops.forget_unsubscribed();
        uploads := ops.forget_uploads();
        documents := ops.forget_documents();
        files := files + ops.discard_email_files();
    exception when others then
        failures := failures || format('%s %s', sqlstate, sqlerrm);
    end;
    commit;

    if cardinality(waiting) > 0 then
        failures := array_append(failures, 'busy partitions are left for the next run');
    end if;
    perform ops.finish_step(
        entry,
        jsonb_build_object(
            'dropped', dropped, 'archived', archived, 'held', held, 'in_flight', in_flight,
            'files', files, 'uploads', uploads, 'documents', documents, 'tests_deleted', tests,
            'waiting', waiting
        ),
        nullif(array_to_string(failures, '; '), '')
    );
    commit;
end
$$;

comment on procedure ops.run_retention is
'Forgets what is due, now: call ops.run_retention(). Contents and inbound messages whose last day
is over are dropped day by day, facts past the horizon detached, facts of test keys deleted,
addresses of unsubscribe requests, files of uploads and files by link forgotten; what is in
flight or on hold is kept back first, and the files of the rest are noted for removal from the object store, which the worker does. Each
step commits, so an interrupted run has done what it has done and the next one goes on. A
partition that is in use is tried again every 200 ms, so many times, and else left for the next
run, as is one with which something is wrong. Recorded in ops.maintenance_log.
Raises invalid_parameter_value for tries out of 1 to 10000.
Locks: see ops.detach_partition; nothing waits longer than its 100 ms.';

grant execute on procedure ops.run_retention to postroom_dba, postroom_worker;
