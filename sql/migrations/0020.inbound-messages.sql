-- Text messages that people send to services: personal data, so one partition a day on which
-- they are forgotten, as for notification_contents.
-- depends: 0013.allowances

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
