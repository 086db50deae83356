-- What statistics and bills are made from: a day's messages, counted. Few rows a day, without
-- personal data and kept for ever. Each function ops.build_… makes one day anew. And what is free.
-- depends: 0011.providers-and-rates

create table postroom.billing_facts (
    day date not null,
    service_id uuid not null,
    template_id uuid not null,
    notification_type text not null,
    provider text not null,
    rate_multiplier int not null,
    international boolean not null,
    rate numeric not null,
    postage text not null,
    billable_units bigint not null,
    notifications_sent bigint not null,
    primary key (
        day, service_id, template_id, notification_type, provider, rate_multiplier, international,
        rate, postage
    )
);
create index billing_facts_service on postroom.billing_facts (service_id, day);
comment on table postroom.billing_facts is
'What each local day''s messages cost: only those that are charged, without tests. Units are
fragments of text messages and sheets of letters; pounds are rate times units times multiplier for
text messages, rate times letters for letters.';

create table postroom.despatch_facts (
    day date not null,
    postage text not null,
    rate numeric not null,
    billable_units int not null,
    cost_threshold text not null,
    notifications_sent bigint not null,
    primary key (day, postage, rate, billable_units, cost_threshold)
);
comment on table postroom.despatch_facts is
'Letters by the day on which the printer handed them to the post, with their sheets.';

create table postroom.status_facts (
    day date not null,
    service_id uuid not null,
    template_id uuid not null,
    -- Nought when the messages came from no job.
    job_id uuid not null,
    notification_type text not null,
    key_type text not null,
    status text not null,
    notification_count bigint not null,
    primary key (day, service_id, template_id, job_id, notification_type, key_type, status)
);
create index status_facts_service on postroom.status_facts (service_id, day);
comment on table postroom.status_facts is
'How many of each local day''s messages are in which status, without tests.';

create table postroom.processing_times (
    day date primary key,
    messages_total bigint not null,
    messages_within_10_secs bigint not null
);
comment on table postroom.processing_times is
'Text messages and emails that came through the API, and how many of them a provider had within
10 seconds.';
grant select on
postroom.billing_facts, postroom.despatch_facts, postroom.status_facts, postroom.processing_times
to postroom_readonly;

create table postroom.default_allowances (
    organisation_type text not null,
    -- The year in which the financial year begins, on 1 April.
    from_year int not null,
    fragments int not null,
    primary key (organisation_type, from_year)
);

insert into postroom.default_allowances (organisation_type, from_year, fragments)
select
    types.name as organisation_type,
    years.from_year,
    years.fragments
from (values
    (array['central', 'nhs_central'], 2016, 250000),
    (array['central', 'nhs_central'], 2021, 150000),
    (array['central', 'nhs_central'], 2022, 40000),
    (array['central', 'nhs_central'], 2024, 30000),
    (array['central', 'nhs_central'], 2026, 20000),
    (array['local', 'nhs_local', 'emergency_service'], 2016, 25000),
    (array['local', 'nhs_local', 'emergency_service'], 2022, 20000),
    (array['local', 'nhs_local', 'emergency_service'], 2024, 10000),
    (array['nhs_gp'], 2016, 25000),
    (array['nhs_gp'], 2021, 10000),
    (array['nhs_gp'], 2024, 0),
    (array['school_or_college', 'other'], 2016, 25000),
    (array['school_or_college', 'other'], 2021, 10000),
    (array['school_or_college', 'other'], 2024, 5000),
    (array['nhs_notify'], 2016, 0)
) as years (organisation_types, from_year, fragments)
cross join lateral unnest(years.organisation_types) as types (name);

create table postroom.allowances (
    service_id uuid not null references postroom.services,
    financial_year int not null,
    fragments int not null check (fragments >= 0),
    is_custom boolean not null default false,
    high_volume_last_year boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    primary key (service_id, financial_year)
);
comment on table postroom.allowances is
'Free text message fragments of a service in the financial year that begins in a year.';
comment on column postroom.allowances.high_volume_last_year is
'Nothing is free for a service that used 300,000 fragments or more in the year before.';
