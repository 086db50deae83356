create or replace function api.accept_messages(messages postroom.new_message[])
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    moment constant timestamptz := date_trunc('milliseconds', postroom.now());
    today constant date := local_day(moment);
    ids uuid[];
    refusals text[];
    reasons text[];
    counted jsonb;
    lanes text[];
    documents jsonb;
    pdf_keys text[];
begin
    perform api.lock_uploaded_letters(accept_messages.messages);

    with given as materialized (
        select
            m.*, j.refusal, j.reason,
            uuid7(moment, shard(m.service_id)) as new_id,
            case
                when m.file_id is not null then api.find_upload(m.service_id, m.file_id)
            end as sent_id,
            coalesce(m.status, 'created') as becomes
        from unnest(accept_messages.messages) with ordinality as m
        left join api.judge_messages(accept_messages.messages) as j on j.number = m.ordinality
    ),

    stored as materialized (
        select
            g.*, today + k.days as last_day,
            jobs.lane(g.service_id, g.notification_type, g.key_type) as lane
        from given as g
        inner join (
            select t.*, ops.retention_days(t.service_id, t.notification_type) as days
            from (select distinct g.service_id, g.notification_type from given as g) as t
        ) as k on k.service_id = g.service_id and k.notification_type = g.notification_type
        where g.refusal is null and g.simulated is not true and g.sent_id is null
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
        from stored as s
    ),

    contents as (
        insert into notification_contents (
            id, kept_until, service_id, recipient, normalised_recipient, personalisation,
            reply_to_text, unsubscribe_url, pdf_key, file_id
        )
        select
            s.new_id, s.last_day, s.service_id, s.recipient, s.normalised_recipient,
            s.personalisation::json, s.reply_to_text, s.unsubscribe_url, s.pdf_key, s.file_id
        from stored as s
    ),

    -- A row of an upload that nothing can be sent for has its end already.
    queued as (
        insert into delivery_queue (notification_id, service_id, lane, due_at)
        select
            s.new_id, s.service_id, s.lane,
            postroom.now() + coalesce(s.due_in, interval '0')
        from stored as s
        where s.job_id is null or s.becomes = 'created'
    )

    select
        array_agg(coalesce(g.sent_id, g.new_id) order by g.ordinality),
        array_agg(g.refusal order by g.ordinality),
        array_agg(g.reason order by g.ordinality),
        (select array_agg(distinct s.lane) from stored as s),
        (
            select jsonb_agg(d.value || jsonb_build_object('notification_id', s.new_id))
            from stored as s cross join lateral jsonb_array_elements(s.documents) as d
            where s.documents is not null
        ),
        (select array_agg(s.pdf_key) from stored as s where s.pdf_key is not null),
        (
            select jsonb_agg(c)
            from (
                select s.service_id, k.kind, count(*) as messages
                from stored as s
                cross join lateral api.daily_kinds(
                    s.notification_type, s.international, s.phone_prefix
                ) as k (kind)
                where s.key_type <> 'test' and s.job_id is null
                group by s.service_id, k.kind
                order by s.service_id, k.kind
            ) as c
        )
    into ids, refusals, reasons, lanes, documents, pdf_keys, counted
    from given as g;

    if pdf_keys is not null then
        delete from object_removals as r where r.key = any(pdf_keys);
    end if;
    if documents is not null then
        perform api.keep_documents(documents);
    end if;
    perform api.count_message(c.service_id, c.kind, c.messages)
    from jsonb_to_recordset(counted) as c (service_id uuid, kind text, messages bigint);
    perform jobs.wake(l.lane) from unnest(lanes) as l (lane);

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
once: who sends it again gets the id of the first.
Returns what became of each message, in their order: id and created_at, or the SQLSTATE that it is
refused with and its text (api.judge_messages). One that is refused refuses no other. A simulated one
is judged and gets an id, but nothing is stored.
Rows of uploads (job_id) have been counted as a whole; those whose status is not "created" have their
end already, and are not queued.
Locks: what api.judge_messages locks, and slots of the days (api.count_message); the file_ids.';
