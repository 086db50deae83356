create or replace function ops.cancel(target text, reason text)
    returns table (kind text, name text, messages bigint, calls bigint, uploads bigint, in_hand bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    chosen record;
    entry bigint;
begin
    perform ops.expect_text('reason', cancel.reason);
    select * into chosen from ops.find_target(cancel.target);
    kind := chosen.kind;
    name := chosen.name;
    entry := ops.start_step('cancel');

    -- First, or they would go on filling the queue.
    update jobs as j
    set status = 'cancelled', due_at = null, updated_at = postroom.now()
    where j.due_at is not null
      and (
          j.id = chosen.job_id
          or (j.service_id = chosen.service_id and j.status <> 'scheduled')
      );
    get diagnostics uploads = row_count;
    messages := jobs.cancel_messages(
        case
            when chosen.job_id is not null then jobs.upload_messages(chosen.job_id)
            else array(
                select q.notification_id from delivery_queue as q
                where q.lane = chosen.lane or q.service_id = chosen.service_id
            )
        end
    );
    calls := case when chosen.lane = 'callback' then jobs.cancel_calls() else 0 end;
    select w.in_hand into in_hand
    from ops.count_waiting(chosen.lane, chosen.service_id, chosen.job_id) as w;
    delete from pauses as p where p.job_id = chosen.job_id;

    perform ops.finish_step(entry, jsonb_build_object(
        'by', session_user, 'reason', cancel.reason, 'kind', kind,
        'target', coalesce(chosen.lane, chosen.service_id::text, chosen.job_id::text),
        'messages', messages, 'calls', calls, 'uploads', uploads
    ));
    return next;
end
$$;

comment on function ops.cancel is
'Gives up what waits in a lane, of a service, or of an upload: its messages are never sent. Text
messages and emails end as technical-failure, of which their services are told, letters as
cancelled; neither is billed. Calls to services in lane callback count as abandoned. An upload stops
where it is, and so do those of a service, except what is scheduled for later. What a worker has in hand
is sent, and counted in in_hand: pause first, and there is soon none. A pause of a lane or service
stays. Kept in ops.maintenance_log with who and why.
Raises invalid_parameter_value for what is no lane, service or upload, and without a reason.
Locks: the rows that it changes.';

grant execute on function ops.cancel to postroom_dba;
