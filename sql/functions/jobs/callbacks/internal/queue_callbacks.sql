create or replace function jobs.queue_callbacks(
    callback_type text,
    subject_ids uuid[],
    service_ids uuid[],
    status text default null,
    happened_at timestamptz default postroom.now()
)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = auto  -- callers that read partitions have another
as $$
#variable_conflict use_column
declare
    queued bigint;
begin
    insert into callback_queue (
        subject_id, service_id, callback_type, status, happened_at, due_at, queued_at
    )
    select
        e.subject_id, e.service_id, c.callback_type, queue_callbacks.status,
        queue_callbacks.happened_at, postroom.now(), postroom.now()
    from unnest(queue_callbacks.subject_ids, queue_callbacks.service_ids)
        as e (subject_id, service_id)
    inner join service_callbacks as c
        on c.service_id = e.service_id and c.callback_type = queue_callbacks.callback_type
    on conflict do nothing;
    get diagnostics queued = row_count;
    if queued > 0 then
        perform jobs.wake('callback');
    end if;
    return queued;
end
$$;

comment on function jobs.queue_callbacks is
'Queues a call to each of these services (pairs of subject and service) that has an address for
calls of the type; the others cost one look into an index. In the transaction of what the calls
are about, so neither is there without the other. Subjects are notifications (with the status
that is to be reported), received messages or complaints. Returns how many were queued.
Internal: called by whatever such a thing happens in.';
