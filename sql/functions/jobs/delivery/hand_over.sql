create or replace function jobs.hand_over(marks jsonb, answers jsonb)
    returns setof int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    answered uuid[];
    marked uuid[];
begin
    -- With coalesce, as no index but that of the ids is to fit: others hold what is gone, too.
    if hand_over.answers <> '[]' then
        answered := array(
            select (a.answer ->> 'id')::uuid from jsonb_array_elements(hand_over.answers) as a (answer)
        );
        update delivery_queue as q
        set answer = a.answer
        from jsonb_array_elements(hand_over.answers) as a (answer)
        where q.notification_id = any(answered)
          and q.notification_id = (a.answer ->> 'id')::uuid
          and q.attempts = (a.answer ->> 'attempt')::int
          and coalesce(q.leased_until > '-infinity', false);
    end if;
    marked := array(
        select (m.mark ->> 'id')::uuid from jsonb_array_elements(hand_over.marks) as m (mark)
    );
    return query
    update delivery_queue as q
    set handed_over_at = postroom.now()
    from jsonb_array_elements(hand_over.marks) with ordinality as m (mark, number)
    where q.notification_id = any(marked)
      and q.notification_id = (m.mark ->> 'id')::uuid
      and q.attempts = (m.mark ->> 'attempt')::int
      and coalesce(q.leased_until > postroom.now(), false)
      and coalesce(q.valid_until > postroom.now(), true)
    returning m.number::int;
end
$$;

comment on function jobs.hand_over is
'Marks claimed messages that are to be handed to their providers now, [{"id", "attempt"}], and returns
the places in the list (from 1) of those that may be: whose claim has neither run out nor been taken
over, and whose validity is not over. Notes at the same time what others were answered, as jobs.record_results takes it, so that it
is known if the worker dies before that. So what is in doubt after a death is marked and has no answer.
Safe to run twice.
Locks: the queue rows.';

grant execute on function jobs.hand_over to postroom_worker;
