create or replace function jobs.record_results(results jsonb)
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
    from jsonb_to_recordset(record_results.results) as r (id uuid);

    update notifications as n
    set status = case
            when n.status <> 'created' then n.status
            when r.outcome = 'sent' and n.international then 'sent'
            -- A mail server tells nothing more, so that it took the message is all there is.
            when r.outcome = 'sent' and r.provider = 'smtp' then 'delivered'
            when r.outcome = 'sent' then 'sending'
            when r.outcome = 'refused' or q.attempts >= jobs.last_attempt() then 'technical-failure'
            else n.status
        end,
        sent_at = case when r.outcome = 'sent' then coalesce(n.sent_at, r.sent_at) else n.sent_at end,
        sent_by = coalesce(n.sent_by, case when r.outcome = 'sent' then r.provider end),
        provider_reference = coalesce(n.provider_reference, r.reference),
        updated_at = case
            when n.status = 'created'
                and (r.outcome in ('sent', 'refused') or q.attempts >= jobs.last_attempt())
                then postroom.now()
            else n.updated_at
        end
    from jsonb_to_recordset(record_results.results) as r (
        id uuid, attempt int, outcome text, provider text, reference text, sent_at timestamptz
    )
    inner join delivery_queue as q
        on q.notification_id = r.id
        and (r.outcome in ('sent', 'refused') or q.attempts = coalesce(r.attempt, q.attempts))
    where n.id = r.id and n.id = any(ids) and n.day = any(days) and n.service_id = q.service_id;

    if record_results.results @> '[{"provider": "smtp", "outcome": "sent"}]' then
        perform jobs.queue_callbacks(
            'delivery_status', array_agg(n.id), array_agg(n.service_id), 'delivered'
        )
        from jsonb_to_recordset(record_results.results) as r (id uuid, outcome text, provider text)
        inner join delivery_queue as q on q.notification_id = r.id
        inner join notifications as n on n.id = r.id and n.service_id = q.service_id
        where n.id = any(ids)
          and n.day = any(days)
          and n.status = 'delivered'
          and r.provider = 'smtp'
          and r.outcome = 'sent';
    end if;

    delete from delivery_queue as q
    using jsonb_to_recordset(record_results.results) as r (id uuid, attempt int, outcome text)
    where q.notification_id = r.id
      and (
          r.outcome in ('sent', 'refused')
          or (q.attempts >= jobs.last_attempt() and q.attempts = coalesce(r.attempt, q.attempts))
      );

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
    from jsonb_to_recordset(record_results.results) as r (id uuid, attempt int, outcome text)
    inner join notifications as n on n.id = r.id
    where q.notification_id = r.id
      and q.service_id = n.service_id
      and n.id = any(ids)
      and n.day = any(days)
      and r.outcome not in ('sent', 'refused')
      and q.attempts = coalesce(r.attempt, q.attempts);

    perform jobs.apply_early_receipts(
        array(
            select r.reference
            from jsonb_to_recordset(record_results.results) as r (reference text)
            where r.reference is not null
        )
    );

    -- Last, since what it locks is everybody's.
    perform jobs.record_calls(record_results.results);
end
$$;

comment on function jobs.record_results is
'Writes back what became of a batch: [{"id", "attempt", "outcome": "sent" | "refused" | "retry" |
"unanswered", "provider", "reference", "sent_at", "failed": [providers that were asked before]}].
Sent messages become "sending" ("sent" when abroad, "delivered" by SMTP, which sends no receipts: so
their services are called back) unless a receipt was faster; refused ones, and those out of
retries, technical-failure. A result that is written twice, or after another worker''s, changes
nothing more. Calls are counted (jobs.record_calls).
Locks: the rows of the batch, and those of jobs.record_calls.';

grant execute on function jobs.record_results to postroom_worker;
