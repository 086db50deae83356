-- What people answer: text messages to services, complaints, and not to get any more of a kind.
-- depends: 0009.letters-and-files

create table postroom.inbound_messages (
    created_at timestamptz not null,
    -- When the provider had it.
    received_at timestamptz not null,
    day date not null,
    kept_until date not null,
    id uuid not null,
    service_id uuid not null,
    -- The service's number as it then was, and the sender's: digits with country code, or
    -- what the provider said when that is no phone number.
    notify_number text not null,
    user_number text not null,
    content text not null,
    provider text not null,
    provider_reference text,
    primary key (id, kept_until, service_id),
    constraint created_at_is_in_id check (created_at = postroom.uuid7_time(id)),
    constraint day_is_of_created_at check (day = postroom.local_day(created_at))
) partition by range (kept_until);
comment on table postroom.inbound_messages is
'Texts from people. One partition a day on which they are forgotten; rows leave by partition drop.';

-- A provider that tries again stores nothing twice.
create unique index inbound_messages_provider_reference
on postroom.inbound_messages (provider_reference, provider, service_id, day, kept_until)
where provider_reference is not null;
create index inbound_messages_service on postroom.inbound_messages (service_id, id);
create index inbound_messages_user_number on postroom.inbound_messages (user_number, service_id);

-- What a legal hold keeps past its day, out of every endpoint's sight.
create table postroom.held_inbound_messages (
    like postroom.inbound_messages including defaults,
    primary key (id, service_id)
);
create index held_inbound_messages_service on postroom.held_inbound_messages (service_id);

create table postroom.complaints (
    created_at timestamptz not null default postroom.now(),
    -- When the recipient complained, if the provider says so.
    complained_at timestamptz,
    id uuid primary key default gen_random_uuid(),
    notification_id uuid not null,
    service_id uuid not null references postroom.services,
    feedback_id text,
    complaint_type text,
    -- A provider that tells again stores nothing twice.
    constraint complaints_once unique nulls not distinct (notification_id, feedback_id)
);
comment on table postroom.complaints is
'Complaints about emails, without personal data.';
create index complaints_created_at on postroom.complaints (created_at);

-- A complaint may overtake the write that stores its reference, as receipts do.
create table postroom.early_complaints (
    parked_at timestamptz not null default postroom.now(),
    sent_at timestamptz,
    complained_at timestamptz,
    reference text not null,
    feedback_id text,
    complaint_type text,
    constraint early_complaints_once unique nulls not distinct (reference, feedback_id)
);
grant select on postroom.complaints to postroom_readonly;

create table postroom.unsubscribe_reports (
    created_at timestamptz not null default postroom.now(),
    -- As the caller saw them.
    earliest_at timestamptz not null,
    latest_at timestamptz not null,
    processed_at timestamptz,
    count int not null,
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services
);
comment on table postroom.unsubscribe_reports is
'Batches of unsubscribe requests, as services fetch them.';
create index unsubscribe_reports_service on postroom.unsubscribe_reports (service_id);

create table postroom.unsubscribe_requests (
    created_at timestamptz not null default postroom.now(),
    template_version int not null,
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    notification_id uuid not null,
    template_id uuid not null,
    report_id uuid,
    -- As the email was addressed; null once forgotten (ops.forget_unsubscribed).
    email_address text
);
comment on table postroom.unsubscribe_requests is
'One-click unsubscribe requests; the addresses are personal data and go after 90 days.';
create index unsubscribe_requests_notification
on postroom.unsubscribe_requests (notification_id);
create index unsubscribe_requests_service
on postroom.unsubscribe_requests (service_id, created_at);
create index unsubscribe_requests_known on postroom.unsubscribe_requests (created_at)
where email_address is not null;
