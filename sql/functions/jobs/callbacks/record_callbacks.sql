create or replace function jobs.record_callbacks(results jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    with told as (
        select r.* from jsonb_to_recordset(record_callbacks.results) as r (
            subject_id uuid, callback_type text, service_id uuid, attempt int, outcome text,
            reason text
        )
    ),
    finished as (
        delete from callback_queue as q
        using told
        where q.subject_id = told.subject_id
          and q.callback_type = told.callback_type
          and q.service_id = told.service_id
          -- Five retries.
          and (told.outcome <> 'retry' or (q.attempts > 5 and q.attempts = told.attempt))
        returning q.service_id, q.callback_type, told.outcome, told.reason
    ),
    again as (
        update callback_queue as q
        set
            leased_until = null,
            leased_by = null,
            generation = default,
            handed_over_at = null,
            answer = null,
            due_at = postroom.now() + interval '5 minutes'
        from told
        where q.subject_id = told.subject_id
          and q.callback_type = told.callback_type
          and q.service_id = told.service_id
          and told.outcome = 'retry'
          -- What another worker has claimed in the meantime is that one's.
          and q.attempts = told.attempt
          and q.attempts <= 5
    )
    insert into abandoned_callbacks as a (day, service_id, callback_type, reason, count)
    select today(), f.service_id, f.callback_type, f.reason, count(*)
    from finished as f
    where f.outcome <> 'made'
    group by f.service_id, f.callback_type, f.reason
    on conflict on constraint abandoned_callbacks_pkey
    do update set count = a.count + excluded.count;
end
$$;

comment on function jobs.record_callbacks is
'Writes back what became of a batch of calls: [{"subject_id", "callback_type", "service_id",
"attempt", "outcome": "made" | "retry" | "given up", "reason"}]. Five retries five minutes apart, then a call
is given up; those are counted by service, type and reason. A result that is written twice
changes nothing more.
Locks: the queue rows of the batch; a counter a service, type and reason of those given up.';

grant execute on function jobs.record_callbacks to postroom_worker;
