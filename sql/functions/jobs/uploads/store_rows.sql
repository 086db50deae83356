create or replace function jobs.store_rows(
    job_id uuid, first_row int, reply_to_text text, rows json
)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    job jobs;
    kind text;
    lane text;
    moment timestamptz := date_trunc('milliseconds', postroom.now());
    today date := local_day(moment);
    last_day date;
    stored int;
    abroad int;
    documents jsonb;
begin
    select * into job from jobs as j where j.id = store_rows.job_id for update;
    if job.status is distinct from 'in progress'
        or job.rows_stored <> store_rows.first_row
        or exists (select from pauses as p where p.job_id = store_rows.job_id)
    then
        return null;
    end if;
    kind := (select t.template_type from templates as t where t.id = job.template_id);
    lane := jobs.lane(job.service_id, kind, 'normal');
    last_day := today + ops.retention_days(job.service_id, kind);

    with given as materialized (
        select
            uuid7(moment) as id, r.*, coalesce(r.status, 'created') as becomes
        from rows from (
            json_to_recordset(store_rows.rows) as (
                recipient text, normalised_recipient text, personalisation json,
                client_reference text, status text, billable_units int, international boolean,
                phone_prefix text, rate_multiplier int, expects_receipt boolean, postage text,
                letter_reference text, documents jsonb
            )
        ) with ordinality as r (
            recipient, normalised_recipient, personalisation, client_reference, status,
            billable_units, international, phone_prefix, rate_multiplier, expects_receipt,
            postage, letter_reference, documents, number
        )
    ),

    facts as (
        insert into notifications (
            id, created_at, updated_at, day, kept_until, service_id, template_id,
            template_version, notification_type, key_type, job_id, job_row_number, status,
            client_reference, billable_units, international, phone_prefix, rate_multiplier,
            expects_receipt, postage, provider_reference, document_download_count
        )
        select
            g.id, moment, case when g.becomes <> 'created' then moment end, today, last_day,
            job.service_id, job.template_id, job.template_version, kind, 'normal', job.id,
            job.rows_stored + g.number - 1, g.becomes, g.client_reference,
            coalesce(g.billable_units, 0), coalesce(g.international, false), g.phone_prefix,
            g.rate_multiplier, coalesce(g.expects_receipt, true), g.postage, g.letter_reference,
            jsonb_array_length(g.documents)
        from given as g
    ),

    contents as (
        insert into notification_contents (
            id, kept_until, service_id, recipient, normalised_recipient, personalisation,
            reply_to_text
        )
        select
            g.id, last_day, job.service_id, g.recipient, g.normalised_recipient,
            g.personalisation, store_rows.reply_to_text
        from given as g
    ),

    queued as (
        insert into delivery_queue (notification_id, service_id, lane, due_at)
        select g.id, job.service_id, lane, postroom.now()
        from given as g
        where g.becomes = 'created'
    )

    select
        count(*), count(*) filter (where g.international and g.phone_prefix <> '44'),
        (
            select jsonb_agg(d.value || jsonb_build_object('notification_id', l.id))
            from given as l cross join lateral jsonb_array_elements(l.documents) as d
            where l.documents is not null
        )
    into stored, abroad, documents
    from given as g;

    stored := job.rows_stored + stored;
    update jobs as j
    set rows_stored = stored,
        status = case when stored = j.notification_count then 'finished' else j.status end,
        due_at = case when stored < j.notification_count then j.due_at end,
        processing_finished_at = case when stored = j.notification_count then postroom.now() end
    where j.id = job.id;
    if abroad > 0 then
        perform api.count_message(job.service_id, 'international_sms', abroad);
    end if;
    if documents is not null then
        perform api.keep_documents(documents);
    end if;
    perform jobs.wake(lane);
    return stored;
end
$$;

comment on function jobs.store_rows is
'Turns the next rows of an upload into notifications: facts, personal data and queue rows, and
the upload''s cursor behind them, in one transaction. Rows are [{"recipient",
"normalised_recipient", "personalisation", "client_reference", "status", …}]; one with a status
has it for good and is not queued; documents are files that the message links to, announced and
written (api.keep_documents). With the last row the upload is finished.
Returns how many rows are stored now; null, having done nothing, when the upload is not in
progress, or paused, or first_row is not its next: another worker was faster.
Raises check_violation for more rows than the file has.
Locks: the upload.';

grant execute on function jobs.store_rows to postroom_worker;
