create or replace function jobs.record_results(results jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    ids constant uuid[] := array(
        select (r.result ->> 'id')::uuid
        from jsonb_array_elements(record_results.results) as r (result)
    );
    early text[];
begin
    perform jobs.settle_results(record_results.results, ids);

    delete from delivery_queue as q
    using jsonb_to_recordset(record_results.results) as r (id uuid, attempt int, outcome text)
    where q.notification_id = any(ids)
      and q.notification_id = r.id
      and (
          r.outcome in ('sent', 'refused')
          or (q.attempts >= jobs.last_attempt() and q.attempts = coalesce(r.attempt, q.attempts))
      );

    if record_results.results @? '$[*] ? (@.outcome != "sent" && @.outcome != "refused")' then
        perform jobs.try_again(record_results.results, ids);
    end if;
    early := array(
        select r.result ->> 'reference'
        from jsonb_array_elements(record_results.results) as r (result)
        where r.result ->> 'reference' is not null
    );
    if early <> '{}' then
        perform jobs.apply_early_receipts(early);
    end if;

    -- Last, since what it locks is everybody's.
    perform jobs.record_calls(record_results.results);
end
$$;

comment on function jobs.record_results is
'Writes back what became of a batch: [{"id", "attempt", "outcome": "sent" | "refused" | "retry" |
"unanswered", "provider", "reference", "sent_at", "failed": [providers that were asked before]}].
Sent messages become "sending" ("sent" when abroad, "delivered" by those that send no receipts, as SMTP: so
their services are called back) unless a receipt was faster; refused ones, and those out of
retries, technical-failure. A result that is written twice, or after another worker''s, changes
nothing more. Calls are counted (jobs.record_calls).
Locks: the rows of the batch, and those of jobs.record_calls.';

grant execute on function jobs.record_results to postroom_worker;
