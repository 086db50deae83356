create or replace function jobs.record_prints(results jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    days date[];
begin
    select array_agg(r.id), array_agg(distinct uuid7_day(r.id)) into ids, days
    from jsonb_to_recordset(record_prints.results) as r (id uuid);

    update notifications as n
    set status = case
            when n.status <> 'created' then n.status
            when r.outcome = 'sent' then 'sending'
            when r.outcome = 'refused' or q.attempts >= jobs.last_print_attempt()
                then 'technical-failure'
            else n.status
        end,
        sent_at = case when r.outcome = 'sent' then coalesce(n.sent_at, r.sent_at) else n.sent_at end,
        sent_by = case when r.outcome = 'sent' then coalesce(n.sent_by, r.provider) else n.sent_by end,
        updated_at = case when n.status = 'created' then postroom.now() else n.updated_at end
    from jsonb_to_recordset(record_prints.results) as r (
        id uuid, attempt int, outcome text, provider text, sent_at timestamptz
    )
    inner join delivery_queue as q on q.notification_id = r.id and q.lane = 'print'
    where n.id = r.id
      and n.id = any(ids)
      and n.day = any(days)
      and n.service_id = q.service_id
      and (
          r.outcome = 'sent'
          or q.attempts = r.attempt
          and (r.outcome = 'refused' or q.attempts >= jobs.last_print_attempt())
      );

    -- What was certainly not taken by whom it was given now may go to anybody.
    update prints as p
    set provider = null
    from jsonb_to_recordset(record_prints.results) as r (
        id uuid, attempt int, outcome text, chosen_now boolean
    )
    inner join delivery_queue as q
        on q.notification_id = r.id and q.lane = 'print' and q.attempts = r.attempt
    where p.notification_id = r.id
      and r.chosen_now
      and r.outcome in ('retry', 'refused');

    delete from delivery_queue as q
    using jsonb_to_recordset(record_prints.results) as r (id uuid, attempt int, outcome text)
    where q.notification_id = r.id
      and q.lane = 'print'
      and (
          r.outcome = 'sent'
          or q.attempts = r.attempt
          and (r.outcome = 'refused' or q.attempts >= jobs.last_print_attempt())
      );

    -- Retries are three minutes apart. What another worker has claimed meanwhile is that one's, and
    -- what was paused meanwhile stays so.
    update delivery_queue as q
    set leased_until = null,
        leased_by = null,
        generation = default,
        due_at = case when q.due_at = 'infinity' then q.due_at else postroom.now() end
            + interval '180 seconds'
    from jsonb_to_recordset(record_prints.results) as r (id uuid, attempt int, outcome text)
    where q.notification_id = r.id
      and q.lane = 'print'
      and q.attempts = r.attempt
      and r.outcome in ('retry', 'unanswered');

    -- Last, since what it locks is everybody's.
    perform jobs.record_calls(record_prints.results);
end
$$;

comment on function jobs.record_prints is
'Writes back what became of a batch of letters: [{"id", "attempt", "chosen_now", "outcome": "sent" |
"refused" | "retry" | "unanswered", "provider", "sent_at", "failed": [providers that did not take it]}].
What was sent is "sending", unless a receipt was faster; what was refused, and what is out of retries (55, three
minutes apart), technical-failure. "retry" says that the provider certainly has not got it. A result
that is written twice, or after another worker''s, changes nothing more. Calls are counted
(jobs.record_calls).
Locks: the rows of the batch, and those of jobs.record_calls.';

grant execute on function jobs.record_prints to postroom_worker;
