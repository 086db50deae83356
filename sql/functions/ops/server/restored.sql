create or replace function ops.restored(queue text)
    returns table (what text, count bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    entry bigint;
    expired bigint;
    emptied bigint := 0;
    calls bigint := 0;
    uploads bigint;
    waiting bigint;
begin
    perform ops.expect_one_of('choice for the queue', restored.queue, '{keep,empty}');
    if exists (
        select from procrastinate_workers as w
        where w.last_heartbeat > now() - interval '30 seconds'
    ) then
        raise exception 'a worker is alive' using
            errcode = 'object_in_use',
            hint = 'Stop every worker, wait half a minute, and do this again: it comes first.';
    end if;
    entry := ops.start_step('restored');
    -- Whoever says so knows that time has passed.
    perform ops.trust_clock();

    update jobs as j
    set status = 'cancelled', due_at = null, updated_at = postroom.now()
    from templates as t
    where t.id = j.template_id
      and j.due_at is not null
      and (
          restored.queue = 'empty'
          or local_day(coalesce(j.scheduled_for, j.created_at))
              < today() - ops.retention_days(j.service_id, t.template_type)
      );
    get diagnostics uploads = row_count;
    -- What a dead worker had is nobody's now.
    update delivery_queue as q set leased_until = null where q.leased_until is not null;
    update callback_queue as q set leased_until = null where q.leased_until is not null;
    expired := jobs.cancel_messages(
        array(
            select q.notification_id
            from delivery_queue as q
            where not exists (
                select from notification_contents as c
                where c.id = q.notification_id
                  and c.service_id = q.service_id
                  and c.kept_until >= today()
            )
        ),
        tell => false
    );
    if restored.queue = 'empty' then
        emptied := jobs.cancel_messages(
            array(select q.notification_id from delivery_queue as q), tell => false
        );
        calls := jobs.cancel_calls();
    end if;
    waiting := (select count(*) from delivery_queue);

    perform ops.finish_step(entry, jsonb_build_object(
        'by', session_user, 'queue', restored.queue, 'expired', expired, 'emptied', emptied,
        'calls', calls, 'uploads', uploads, 'waiting', waiting
    ));
    return query values
        ('messages given up: their retention is over', expired),
        ('messages given up: the queue is emptied', emptied),
        ('calls to services given up', calls),
        ('uploads given up', uploads),
        ('messages that a worker will send', waiting);
end
$$;

comment on function ops.restored is
'What comes first on a copy that was restored from a backup, before any worker starts: keep or empty
its queue. Whatever is chosen, messages and uploads older than their service keeps such are given up,
and what a worker had in hand when the backup was made is free again. A queue that is kept is sent: if
the original has been sending since the backup, people get those messages twice. An emptied one sends
nothing that was accepted before: messages end as technical-failure, letters as cancelled, calls to
services and uploads, scheduled ones too, are given up; nobody is told. Kept in ops.maintenance_log.
Raises object_in_use while a worker is alive, invalid_parameter_value for another choice.
Locks: the queues'' rows.';

grant execute on function ops.restored to postroom_dba;
