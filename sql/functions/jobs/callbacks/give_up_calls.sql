create or replace function jobs.give_up_calls(
    subject_ids uuid[], reason text, attempts int default 0
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    hopeless jsonb;
begin
    select jsonb_agg(
        jsonb_build_object(
            'subject_id', q.subject_id,
            'callback_type', q.callback_type,
            'service_id', q.service_id,
            'attempt', q.attempts,
            'outcome', 'given up',
            'reason', give_up_calls.reason
        )
    )
    into hopeless
    from callback_queue as q
    where q.subject_id = any(give_up_calls.subject_ids)
      and q.leased_until is not null
      and q.attempts > give_up_calls.attempts;
    if hopeless is not null then
        perform jobs.record_callbacks(hopeless);
    end if;
end
$$;

comment on function jobs.give_up_calls is
'Gives up the claimed calls about these subjects that have had more than so many attempts: they cannot
be read, or have killed each worker that claimed them. Counted by reason, like all that is given up.
Locks: see jobs.record_callbacks.';

grant execute on function jobs.give_up_calls to postroom_worker;
