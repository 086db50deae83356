create or replace function jobs.settle_results(results jsonb, ids uuid[])
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_custom_plan
    -- So that messages are met, and locked, in the order of their ids, as by api.record_receipts.
    set enable_hashjoin = off
    set enable_mergejoin = off
as $$
declare
    days constant date[] := array(select distinct uuid7_day(i.id) from unnest(ids) as i (id));
    -- Whoever tells nothing more, a mail server above all: that it took a message is all there is.
    silent constant text[] := array(
        select p.identifier from provider_details as p
        where not p.sends_receipts and p.notification_type <> 'letter'
    );
begin
    update notifications as n
    set status = case
            when n.status <> 'created' then n.status
            when r.outcome = 'sent' and n.international then 'sent'
            when r.outcome = 'sent' and r.provider = any(silent) then 'delivered'
            when r.outcome = 'sent' then 'sending'
            when r.outcome = 'refused' or r.attempts >= jobs.last_attempt() then 'technical-failure'
            else n.status
        end,
        sent_at = case when r.outcome = 'sent' then coalesce(n.sent_at, r.sent_at) else n.sent_at end,
        sent_by = coalesce(n.sent_by, case when r.outcome = 'sent' then r.provider end),
        provider_reference = coalesce(n.provider_reference, r.reference),
        updated_at = case
            when n.status = 'created'
                and (r.outcome in ('sent', 'refused') or r.attempts >= jobs.last_attempt())
                then postroom.now()
            else n.updated_at
        end
    from (
        select r.*, q.service_id, q.attempts
        from jsonb_to_recordset(settle_results.results) as r (
            id uuid, attempt int, outcome text, provider text, reference text, sent_at timestamptz
        )
        inner join delivery_queue as q
            on q.notification_id = r.id
            and (r.outcome in ('sent', 'refused') or q.attempts = coalesce(r.attempt, q.attempts))
        where q.notification_id = any(ids)
        order by r.id
    ) as r
    where n.id = r.id
      and n.id = any(ids)
      and n.day = any(days)
      and n.service_id = r.service_id;

    if exists (
        select from jsonb_to_recordset(settle_results.results) as r (outcome text, provider text)
        where r.outcome = 'sent' and r.provider = any(silent)
    ) then
        perform jobs.queue_callbacks(
            'delivery_status', array_agg(n.id), array_agg(n.service_id), 'delivered'
        )
        from jsonb_to_recordset(settle_results.results) as r (id uuid, outcome text, provider text)
        inner join delivery_queue as q on q.notification_id = r.id
        inner join notifications as n on n.id = r.id and n.service_id = q.service_id
        where n.id = any(ids)
          and n.day = any(days)
          and n.status = 'delivered'
          and r.provider = any(silent)
          and r.outcome = 'sent';
    end if;
end
$$;

comment on function jobs.settle_results is
'Writes to the messages of a batch what became of them, and queues calls for those that are delivered by that.
Internal: jobs.record_results; apart, since its plans are made anew for the days of each batch.
Locks: the messages'' rows, in the order of their ids.';
