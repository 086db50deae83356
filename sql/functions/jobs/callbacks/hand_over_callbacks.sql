create or replace function jobs.hand_over_callbacks(marks jsonb, answers jsonb)
    returns setof int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
as $$
begin
    if hand_over_callbacks.answers <> '[]' then
        update callback_queue as q
        set answer = a.answer
        from jsonb_array_elements(hand_over_callbacks.answers) as a (answer)
        where q.subject_id = (a.answer ->> 'subject_id')::uuid
          and q.callback_type = a.answer ->> 'callback_type'
          and q.service_id = (a.answer ->> 'service_id')::uuid
          and q.attempts = (a.answer ->> 'attempt')::int
          and q.leased_until is not null;
    end if;
    return query
    update callback_queue as q
    set handed_over_at = postroom.now()
    from jsonb_array_elements(hand_over_callbacks.marks) with ordinality as m (mark, number)
    where q.subject_id = (m.mark ->> 'subject_id')::uuid
      and q.callback_type = m.mark ->> 'callback_type'
      and q.service_id = (m.mark ->> 'service_id')::uuid
      and q.attempts = (m.mark ->> 'attempt')::int
      and q.leased_until > postroom.now()
    returning m.number::int;
end
$$;

comment on function jobs.hand_over_callbacks is
'As jobs.hand_over, for calls to services: [{"subject_id", "callback_type", "service_id", "attempt"}],
and answers as jobs.record_callbacks takes them.
Locks: the queue rows.';

grant execute on function jobs.hand_over_callbacks to postroom_worker;
