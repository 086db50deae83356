create or replace function api.send_notification(
    service_id uuid,
    context_version bigint,
    notification_type text,
    api_key_id uuid,
    key_type text,
    template_id uuid,
    template_version int,
    recipient text,
    normalised_recipient text,
    personalisation json,
    client_reference text default null,
    reply_to_text text default null,
    unsubscribe_url text default null,
    billable_units int default 0,
    international boolean default false,
    phone_prefix text default null,
    rate_multiplier int default null,
    expects_receipt boolean default true,
    simulated boolean default false,
    limited boolean default true,
    status text default 'created',
    postage text default null,
    letter_reference text default null,
    pdf_key text default null,
    due_in interval default '0',
    documents jsonb default null,
    created_by_id uuid default null,
    file_id uuid default null
)
    returns table (id uuid, created_at timestamptz)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    new_id uuid := uuid7(postroom.now());
    new_day date := uuid7_day(new_id);
    last_day date;
    sent_id uuid;
    counted_abroad boolean :=
        send_notification.international and send_notification.phone_prefix <> '44';
    lane text := jobs.lane(
        send_notification.service_id, send_notification.notification_type,
        send_notification.key_type
    );
begin
    if send_notification.limited then
        perform api.check_daily_limit(
            send_notification.service_id, send_notification.context_version,
            send_notification.key_type, send_notification.notification_type
        );
    else
        perform api.check_context(
            send_notification.service_id, send_notification.context_version
        );
    end if;
    if counted_abroad and send_notification.limited then
        perform api.check_daily_limit(
            send_notification.service_id, send_notification.context_version,
            send_notification.key_type, 'international_sms'
        );
    end if;
    if send_notification.simulated then
        return query select new_id, uuid7_time(new_id);
        return;
    end if;

    if send_notification.file_id is not null then
        perform pg_advisory_xact_lock(hashtextextended(send_notification.file_id::text, 0));
        sent_id := api.find_upload(send_notification.service_id, send_notification.file_id);
        if sent_id is not null then
            return query select sent_id, uuid7_time(sent_id);
            return;
        end if;
    end if;

    last_day := new_day
        + ops.retention_days(send_notification.service_id, send_notification.notification_type);
    insert into notifications (
        id, created_at, day, kept_until, service_id, template_id, template_version,
        notification_type, key_type, api_key_id, status, client_reference, billable_units,
        international, phone_prefix, rate_multiplier, expects_receipt, postage,
        provider_reference, document_download_count, created_by_id
    ) values (
        new_id, uuid7_time(new_id), new_day, last_day, send_notification.service_id,
        send_notification.template_id, send_notification.template_version,
        send_notification.notification_type, send_notification.key_type,
        send_notification.api_key_id, send_notification.status,
        send_notification.client_reference,
        send_notification.billable_units, send_notification.international,
        send_notification.phone_prefix, send_notification.rate_multiplier,
        send_notification.expects_receipt, send_notification.postage,
        send_notification.letter_reference,
        jsonb_array_length(send_notification.documents), send_notification.created_by_id
    );
    insert into notification_contents (
        id, kept_until, service_id, recipient, normalised_recipient, personalisation,
        reply_to_text, unsubscribe_url, pdf_key, file_id
    ) values (
        new_id, last_day, send_notification.service_id, send_notification.recipient,
        send_notification.normalised_recipient, send_notification.personalisation,
        send_notification.reply_to_text, send_notification.unsubscribe_url,
        send_notification.pdf_key, send_notification.file_id
    );
    insert into delivery_queue (notification_id, service_id, lane, due_at)
    values (
        new_id, send_notification.service_id, lane,
        postroom.now() + send_notification.due_in
    );
    if send_notification.pdf_key is not null then
        delete from object_removals as r where r.key = send_notification.pdf_key;
    end if;
    if send_notification.documents is not null then
        perform api.keep_documents((
            select jsonb_agg(d.value || jsonb_build_object('notification_id', new_id))
            from jsonb_array_elements(send_notification.documents) as d
        ));
    end if;
    if send_notification.key_type <> 'test' then
        perform api.count_message(
            send_notification.service_id, send_notification.notification_type
        );
        if counted_abroad then
            perform api.count_message(send_notification.service_id, 'international_sms');
        end if;
    end if;
    perform jobs.wake(lane);
    return query select new_id, uuid7_time(new_id);
end
$$;

comment on function api.send_notification is
'Accepts one message: facts, personal data and queue row in one transaction, and makes sure
that a job will deliver it, or make or check a letter''s PDF. letter_reference is a letter''s
name to its printer; pdf_key names a file that has been announced (api.announce_objects) and
written, and takes the announcement back; so do documents, files that the message links to
(api.keep_documents). created_by_id is who sent it by hand, file_id what the admin app calls an
uploaded letter, which is stored once. The caller has validated the request against the
service that context_version names; a simulated recipient is checked but nothing is stored.
What the platform itself says is not limited.
Raises NT429 TooManyRequestsError (daily limits), NTOLD (see api.check_context).
Locks: no row that another send of the same service would need, but for the counter slot
that two backends may share; an uploaded letter''s file_id.';

grant execute on function api.send_notification to postroom_api;
