create or replace function api.record_letter_receipt(
    notification_id uuid,
    status text,
    despatched_on date default null,
    cost_threshold text default null
)
    returns table (billable_units int, status text)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    update notifications as n
    -- What has come back stays so; that it was despatched still counts for its bill.
    set status = case
            when n.status = 'returned-letter' then n.status else record_letter_receipt.status
        end,
        despatched_on = record_letter_receipt.despatched_on,
        cost_threshold = record_letter_receipt.cost_threshold,
        updated_at = postroom.now()
    where n.id = record_letter_receipt.notification_id
      and n.day = uuid7_day(record_letter_receipt.notification_id)
      and n.notification_type = 'letter'
      and n.status not in ('delivered', 'technical-failure')
      and (n.status <> 'returned-letter' or n.despatched_on is null)
    returning n.billable_units, n.status
$$;

comment on function api.record_letter_receipt is
'Applies what the printer says of a letter: delivered, with the day of its despatch and whether
the post counts it as sorted, or technical-failure. Returns the sheets that we count, and its status; no row
when nothing changed, since the letter is unknown or has ended one way or the other before. A
letter that has come back already only gets its despatch.
Locks: the letter''s row.';

grant execute on function api.record_letter_receipt to postroom_api;
