create or replace function jobs.take_over()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
as $$
declare
    dead bigint[];
    told jsonb;
    taken bigint;
    calls bigint;
    generations constant int[] := jobs.generations();
begin
    if not pg_try_advisory_xact_lock(hashtext('postroom.take_over')) then
        return 0;
    end if;
    with holders as materialized (
        select q.leased_by from delivery_queue as q
        where q.lane = any(jobs.lanes()) and q.generation = any(generations)
          and q.leased_until is not null and q.leased_by is not null
        union
        select c.leased_by from callback_queue as c
        where c.generation = any(generations)
          and c.leased_until is not null and c.leased_by is not null
    )
    select coalesce(array_agg(h.leased_by), '{}') into dead
    from holders as h where jobs.is_gone(h.leased_by);

    -- What was answered, also to a worker that hangs; and what only its provider knows of.
    select jsonb_agg(
        coalesce(
            q.answer,
            jsonb_build_object(
                'id', q.notification_id, 'attempt', q.attempts, 'outcome', 'unanswered'
            )
        )
    )
    into told
    from delivery_queue as q
    where q.lane = any(jobs.lanes())
      and q.generation = any(generations)
      and q.leased_until is not null
      and (
          q.leased_by = any(dead) and (q.handed_over_at is not null or q.answer is not null)
          or q.leased_until <= postroom.now() and q.answer is not null
      );
    if told is not null then
        perform jobs.record_results(told);
    end if;

    select jsonb_agg(c.answer) into told
    from callback_queue as c
    where c.generation = any(generations)
      and c.leased_until is not null
      and c.answer is not null
      and (c.leased_by = any(dead) or c.leased_until <= postroom.now());
    if told is not null then
        perform jobs.record_callbacks(told);
    end if;

    -- The rest was certainly not handed over. Calls cannot be told of by anybody else, so those
    -- that are in doubt are made again as well.
    update delivery_queue as q
    set leased_until = null, leased_by = null, generation = default
    where q.lane = any(jobs.lanes())
      and q.generation = any(generations)
      and q.leased_until is not null
      and q.leased_by = any(dead)
      and q.handed_over_at is null;
    get diagnostics taken = row_count;
    update callback_queue as c
    set
        due_at = postroom.now(), leased_until = null, leased_by = null, handed_over_at = null
    where c.generation = any(generations)
      and c.leased_until is not null and c.leased_by = any(dead);
    get diagnostics calls = row_count;
    return taken + calls;
end
$$;

comment on function jobs.take_over is
'Takes from workers that are gone (jobs.is_gone) what they had claimed, and returns how much had not been
handed over and is due again at once. What had been answered is written (jobs.record_results,
jobs.record_callbacks); messages that were with a provider, whose answer nobody knows, are unanswered:
a text message waits for a receipt before it is sent again.
Locks: an advisory lock against a second run, which returns 0; the rows taken.';

grant execute on function jobs.take_over to postroom_worker;
