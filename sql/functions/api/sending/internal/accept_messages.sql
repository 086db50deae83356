create or replace function api.accept_messages(messages postroom.new_message[])
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_generic_plan  -- no plan here depends on how many there are
as $$
#variable_conflict use_column
declare
    moment constant timestamptz := date_trunc('milliseconds', postroom.now());
    today constant date := local_day(moment);
    ids uuid[];
    refusals text[];
    reasons text[];
    counted uuid[];
    counted_types text[];
    counted_abroad uuid[];
    senders uuid[];
    lanes text[];
    linking uuid[];
    documents jsonb[];
    pdf_keys text[];
begin
    with given as materialized (
        select
            m.*, j.refusal, j.reason,
            uuid7(moment, shard(m.service_id)) as new_id,
            u.sent_id,
            coalesce(m.status, 'created') as becomes,
            today + r.days as last_day,
            jobs.lane(m.service_id, m.notification_type, m.key_type) as lane,
            n.is_new,
            n.is_new and m.key_type <> 'test' and m.job_id is null as counts,
            api.is_abroad(m.international, m.phone_prefix) as is_abroad
        from unnest(accept_messages.messages) with ordinality as m
        inner join (
            select t.*, ops.retention_days(t.service_id, t.notification_type) as days
            from (
                select distinct m.service_id, m.notification_type
                from unnest(accept_messages.messages) as m
            ) as t
        ) as r on r.service_id = m.service_id and r.notification_type = m.notification_type
        left join api.judge_messages(accept_messages.messages) as j on j.number = m.ordinality
        cross join lateral (
            select case
                when m.file_id is not null then api.find_upload(m.service_id, m.file_id)
            end as sent_id
        ) as u
        cross join lateral (
            select j.refusal is null and m.simulated is not true and u.sent_id is null as is_new
        ) as n
    ),

    facts as (
        insert into notifications (
            id, created_at, updated_at, day, kept_until, service_id, template_id,
            template_version, notification_type, key_type, api_key_id, job_id, job_row_number,
            status, client_reference, billable_units, international, phone_prefix,
            rate_multiplier, expects_receipt, postage, provider_reference,
            document_download_count, created_by_id
        )
        select
            s.new_id, moment, case when s.job_id is not null and s.becomes <> 'created' then moment end,
            today, s.last_day, s.service_id, s.template_id, s.template_version,
            s.notification_type, s.key_type, s.api_key_id, s.job_id, s.job_row_number,
            s.becomes, s.client_reference, coalesce(s.billable_units, 0),
            coalesce(s.international, false), s.phone_prefix, s.rate_multiplier,
            coalesce(s.expects_receipt, true), s.postage, s.letter_reference,
            jsonb_array_length(s.documents), s.created_by_id
        from given as s
        where s.is_new
    ),

    contents as (
        insert into notification_contents (
            id, kept_until, service_id, recipient, normalised_recipient, personalisation,
            reply_to_text, unsubscribe_url, pdf_key, file_id
        )
        select
            s.new_id, s.last_day, s.service_id, s.recipient, s.normalised_recipient,
            s.personalisation::json, s.reply_to_text, s.unsubscribe_url, s.pdf_key, s.file_id
        from given as s
        where s.is_new
    ),

    -- A row of an upload that nothing can be sent for has its end already.
    queued as (
        insert into delivery_queue (notification_id, service_id, lane, due_at, valid_until)
        select
            s.new_id, s.service_id, s.lane, postroom.now() + coalesce(s.due_in, interval '0'),
            s.valid_until
        from given as s
        where s.is_new and (s.job_id is null or s.becomes = 'created')
    )

    select
        array_agg(coalesce(g.sent_id, g.new_id)), array_agg(g.refusal), array_agg(g.reason),
        array_agg(g.service_id), array_agg(g.lane) filter (where g.is_new),
        array_agg(g.pdf_key) filter (where g.is_new and g.pdf_key is not null),
        array_agg(g.new_id) filter (where g.is_new and g.documents is not null),
        array_agg(g.documents) filter (where g.is_new and g.documents is not null),
        array_agg(g.service_id) filter (where g.counts),
        array_agg(g.notification_type) filter (where g.counts),
        array_agg(g.service_id) filter (where g.counts and g.is_abroad)
    into
        ids, refusals, reasons, senders, lanes, pdf_keys, linking, documents, counted,
        counted_types, counted_abroad
    from (select * from given as g order by g.ordinality) as g;

    perform api.count_message(c.service_id, c.notification_type, count(*))
    from unnest(counted, counted_types) as c (service_id, notification_type)
    group by c.service_id, c.notification_type;
    if counted_abroad is not null then
        perform api.count_message(c.service_id, 'international_sms', count(*))
        from unnest(counted_abroad) as c (service_id)
        group by c.service_id;
    end if;
    if pdf_keys is not null then
        delete from object_removals as r where r.key = any(pdf_keys);
    end if;
    if documents is not null then
        perform api.keep_documents((
            select jsonb_agg(f.value || jsonb_build_object('notification_id', d.id))
            from unnest(linking, documents) as d (id, documents)
            cross join lateral jsonb_array_elements(d.documents) as f
        ));
    end if;
    if exists (select from services as s where s.id = any(senders) and s.pace) then
        perform api.pace_messages(ids, today);
    end if;
    perform jobs.wake(l.lane) from (select distinct l.lane from unnest(lanes) as l (lane)) as l;

    return query
    select
        case when r.refusal is null then r.id end,
        case when r.refusal is null then uuid7_time(r.id) end,
        r.refusal, r.reason
    from unnest(ids, refusals, reasons) as r (id, refusal, reason);
end
$$;

comment on function api.accept_messages is
'Every message that is accepted comes through here: facts, personal data and queue rows, and what
counts towards the days'' limits, with one statement a table; and it makes sure that jobs will deliver
them, or make or check letters'' PDFs. pdf_key and documents name files that have been announced
(api.announce_objects) and written; the announcements are taken back. What has a file_id is stored
once, if the caller has locked it (api.lock_uploaded_letters): who sends it again gets the id of the
first.
Returns what became of each message, in their order: id and created_at, or the SQLSTATE that it is
refused with and its text (api.judge_messages). One that is refused refuses no other. A simulated one
is judged and gets an id, but nothing is stored.
Rows of uploads (job_id) have been counted as a whole; those whose status is not "created" have their
end already, and are not queued.
Those of a service with a pace that are above it are due when their tokens come (api.pace_messages).
Locks: what api.judge_messages locks, the buckets of services with a pace, and slots of the days
(api.count_message).';
