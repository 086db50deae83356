create or replace function jobs.record_letters(results jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    days date[];
    last_days date[];
begin
    select array_agg(r.id), array_agg(distinct uuid7_day(r.id)) into ids, days
    from jsonb_to_recordset(record_letters.results) as r (id uuid);

    update notifications as n
    set status = case
            when r.outcome = 'infected' then 'virus-scan-failed'
            when r.outcome = 'invalid' then 'validation-failed'
            when r.outcome <> 'ready' then 'technical-failure'
            -- The printer sees none of these; they end as if it had.
            when n.key_type = 'test' then 'delivered'
            else 'created'
        end,
        billable_units = case
            when r.outcome <> 'ready' then 0
            -- Precompiled ones of test keys are counted, others of test keys not.
            when n.key_type = 'test' and r.original_key is null then 0
            else r.sheets
        end,
        postage = coalesce(r.postage, n.postage),
        international = n.international or r.postage is not null,
        updated_at = postroom.now()
    from jsonb_to_recordset(record_letters.results)
        as r (id uuid, outcome text, sheets int, postage text, original_key text)
    inner join delivery_queue as q on q.notification_id = r.id
    where n.id = r.id
      and n.id = any(ids)
      and n.day = any(days)
      and n.service_id = q.service_id
      and n.status in ('created', 'pending-virus-check', 'sending')
      and jobs.ends_letter(r.outcome, q.attempts);

    last_days := (
        select array_agg(distinct n.kept_until) from notifications as n
        where n.id = any(ids) and n.day = any(days)
    );
    -- The file that the new one replaces. Whoever is reading it now has a minute to finish.
    insert into object_removals (key, remove_at)
    select c.pdf_key, postroom.now() + interval '1 minute'
    from jsonb_to_recordset(record_letters.results) as r (id uuid, pdf_key text)
    inner join notification_contents as c on c.id = r.id
    where c.id = any(ids) and c.kept_until = any(last_days) and c.pdf_key <> r.pdf_key
    on conflict (key) do update set remove_at = excluded.remove_at;

    with named as (
        update notification_contents as c
        set
            pdf_key = r.pdf_key,
            pdf_fault = r.pdf_fault,
            recipient = coalesce(r.recipient, c.recipient),
            normalised_recipient = coalesce(r.normalised_recipient, c.normalised_recipient)
        from jsonb_to_recordset(record_letters.results) as r (
            id uuid, pdf_key text, pdf_fault json, recipient text, normalised_recipient text,
            original_key text
        )
        where c.id = r.id
          and c.id = any(ids)
          and c.kept_until = any(last_days)
          and r.pdf_key is not null
        returning c.pdf_key, c.kept_until, r.original_key
    ),
    -- Nothing names a letter as it came: it stays for a week, or as long as its contents.
    kept as (
        insert into object_removals (key, remove_at)
        select
            named.original_key,
            least(
                postroom.now() + interval '7 days',
                (named.kept_until + 1)::timestamp at time zone 'UTC'
            )
        from named
        where named.original_key is not null
        on conflict (key) do update set remove_at = excluded.remove_at
    )
    delete from object_removals as o using named where o.key = named.pdf_key;

    -- In no queue until it goes to print.
    insert into validities (notification_id, valid_until)
    select r.id, q.valid_until
    from jsonb_to_recordset(record_letters.results) as r (id uuid, outcome text)
    inner join delivery_queue as q on q.notification_id = r.id
    where r.outcome = 'ready' and q.valid_until is not null
    on conflict do nothing;

    delete from delivery_queue as q
    using jsonb_to_recordset(record_letters.results) as r (id uuid, outcome text)
    where q.notification_id = r.id and jobs.ends_letter(r.outcome, q.attempts);

    update delivery_queue as q
    set
        leased_until = null,
        leased_by = null,
        generation = default,
        due_at = postroom.now() + case r.outcome
            when 'retry' then interval '5 minutes' else interval '3 minutes'
        end
    from jsonb_to_recordset(record_letters.results) as r (id uuid, outcome text)
    where q.notification_id = r.id;
end
$$;

comment on function jobs.record_letters is
'Writes back what became of a batch of letters'' PDFs: [{"id", "outcome": "ready" | "invalid" |
"infected" | "failed" | "retry" | "incomplete", "sheets", "pdf_key", "pdf_fault", "original_key",
"recipient", "normalised_recipient", "postage"}], the last four of precompiled ones: what is kept as it
came, for seven days, and what its address says; "postage" only if it goes abroad. Ready ones wait for the
printer as "created" ("delivered" when of a test key); a letter that was cancelled meanwhile
keeps its status. 15 retries five minutes apart, then technical-failure; only 3, three minutes apart,
where a logo or an attachment is not there ("incomplete"). The letter''s
contents name the new file from here on; the one it replaces is noted for removal. A result
that is written twice changes nothing more.
Locks: the rows of the batch.';

grant execute on function jobs.record_letters to postroom_worker;
