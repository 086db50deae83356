create or replace function jobs.try_again(results jsonb, ids uuid[])
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_custom_plan
as $$
declare
    days constant date[] := array(select distinct uuid7_day(i.id) from unnest(ids) as i (id));
begin
    -- Retries are five minutes apart; the first of a text message at once, or, where its provider
    -- may have it, when a receipt has had some time to say so. What another worker has claimed
    -- in the meantime is that one's.
    update delivery_queue as q
    set leased_until = null,
        leased_by = null,
        generation = default,
        -- Should its validity end before the next attempt, its provider may have it.
        handed_over_at = case
            when r.outcome = 'unanswered' and q.valid_until is not null then q.handed_over_at
        end,
        answer = case
            when r.outcome = 'unanswered' and q.valid_until is not null then q.answer
        end,
        -- What was paused meanwhile stays so.
        due_at = case when q.due_at = 'infinity' then q.due_at else postroom.now() end + case
            when n.notification_type <> 'sms' or q.attempts > 1 then interval '5 minutes'
            when r.outcome = 'unanswered' then interval '30 seconds'
            else interval '0'
        end
    from jsonb_to_recordset(try_again.results) as r (id uuid, attempt int, outcome text)
    inner join notifications as n on n.id = r.id
    where q.notification_id = any(ids)
      and q.notification_id = r.id
      and q.service_id = n.service_id
      and n.id = any(ids)
      and n.day = any(days)
      and r.outcome not in ('sent', 'refused')
      and q.attempts = coalesce(r.attempt, q.attempts);
end
$$;

comment on function jobs.try_again is
'Puts those of a batch that are neither sent nor refused back into the queue, for later.
Internal: jobs.record_results.
Locks: the queue rows.';
