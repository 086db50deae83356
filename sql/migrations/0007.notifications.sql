-- The two trees: facts by day of creation, personal data by the last day of its class.
-- ops.maintain_partitions() hands both to pg_partman and makes their partitions.
-- depends: 0006.context-versions

create table postroom.notifications (
    created_at timestamptz not null,
    sent_at timestamptz,
    updated_at timestamptz,
    day date not null,
    kept_until date not null,
    template_version int not null,
    billable_units int not null default 0,
    rate_multiplier int,
    job_row_number int,
    document_download_count int,
    id uuid not null,
    service_id uuid not null,
    template_id uuid not null,
    api_key_id uuid,
    job_id uuid,
    created_by_id uuid,
    international boolean not null default false,
    -- Whether the recipient's country reports delivery: if not, "sent" is the end.
    expects_receipt boolean not null default true,
    notification_type text not null check (notification_type in ('sms', 'email', 'letter')),
    key_type text not null check (key_type in ('normal', 'team', 'test')),
    status text not null check (status in (
        'created', 'sending', 'sent', 'delivered', 'pending', 'failed', 'technical-failure',
        'temporary-failure', 'permanent-failure', 'pending-virus-check', 'validation-failed',
        'virus-scan-failed', 'returned-letter', 'cancelled'
    )),
    sent_by text,
    provider_reference text,
    client_reference text,
    phone_prefix text,
    postage text check (postage in ('first', 'second', 'economy', 'europe', 'rest-of-world')),
    primary key (id, day, service_id),
    constraint created_at_is_in_id check (created_at = postroom.uuid7_time(id)),
    constraint day_is_of_created_at check (day = postroom.local_day(created_at))
) partition by range (day);
comment on table postroom.notifications is
'What happened, without personal data; also the history. One partition a local day of creation.';

create index notifications_service on postroom.notifications (service_id, id);
create index notifications_provider_reference on postroom.notifications (provider_reference)
where provider_reference is not null;
-- What the nightly run looks for by its last day; columns that never change, so that
-- status updates stay HOT.
create index notifications_letters on postroom.notifications (kept_until)
where notification_type = 'letter';
create index notifications_tests on postroom.notifications (kept_until)
where key_type = 'test';

create table postroom.notification_contents (
    kept_until date not null,
    id uuid not null,
    service_id uuid not null,
    recipient text not null,
    normalised_recipient text not null,
    -- json, not jsonb: a value may hold U+0000, which jsonb refuses.
    personalisation json not null default '{}',
    -- The sender's text or reply-to address as chosen at the time of sending.
    reply_to_text text,
    unsubscribe_url text,
    primary key (id, kept_until, service_id)
) partition by range (kept_until);
comment on table postroom.notification_contents is
'Personal data. One partition a day on which it is forgotten; rows leave by partition drop.';

create index notification_contents_recipient
on postroom.notification_contents (normalised_recipient, service_id);

-- A legal hold keeps a service's contents past their day. They leave the tree on that day,
-- so that no endpoint can see them, and wait here for the hold's release.
create table postroom.legal_holds (
    service_id uuid primary key references postroom.services,
    reason text not null,
    held_by text not null default session_user,
    held_at timestamptz not null default now()
);
create table postroom.held_contents (
    like postroom.notification_contents including defaults,
    primary key (id, service_id)
);
create index held_contents_service on postroom.held_contents (service_id);
