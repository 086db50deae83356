-- Who delivers, and what it costs.
-- depends: 0008.queue-and-limits

create table postroom.provider_details (
    id uuid primary key default gen_random_uuid(),
    identifier text not null,
    display_name text not null,
    notification_type text not null check (notification_type in ('sms', 'email', 'letter')),
    active boolean not null default false,
    -- Share of the traffic among the active providers of a type, 0 to 100.
    priority int not null check (priority between 0 and 100),
    supports_international boolean not null default false,
    version int not null default 1,
    created_by_id uuid references postroom.users,
    updated_at timestamptz,
    unique (identifier, notification_type)
);

insert into postroom.provider_details
(identifier, display_name, notification_type, active, priority, supports_international)
values
('sandbox', 'Sandbox (delivers to nobody)', 'sms', true, 100, true),
('sandbox', 'Sandbox (delivers to nobody)', 'email', true, 100, false),
('mmg', 'MMG', 'sms', false, 51, true),
('firetext', 'Firetext', 'sms', false, 49, false),
('ses', 'Amazon SES', 'email', false, 100, false),
('smtp', 'SMTP', 'email', false, 100, false);

create table postroom.sms_rates (
    valid_from timestamptz primary key,
    rate numeric not null
);
comment on column postroom.sms_rates.rate is 'Pounds a fragment, before the multiplier.';

insert into postroom.sms_rates (valid_from, rate) values
('2016-05-18T00:00Z', 0.0165),
('2017-03-31T23:00Z', 0.0158),
('2021-03-31T23:00Z', 0.016),
('2022-03-31T23:00Z', 0.0161),
('2022-04-30T23:00Z', 0.0172),
('2023-03-31T23:00Z', 0.0197),
('2024-03-31T23:00Z', 0.0227),
('2025-03-31T23:00Z', 0.0233),
('2026-03-31T23:00Z', 0.024);
