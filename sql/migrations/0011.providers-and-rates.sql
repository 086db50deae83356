-- Who delivers, how they are doing, and what it costs.
-- depends: 0010.received-complaints-unsubscribes

create table postroom.provider_details (
    id uuid primary key default gen_random_uuid(),
    identifier text not null,
    display_name text not null,
    notification_type text not null check (notification_type in ('sms', 'email', 'letter')),
    active boolean not null default false,
    -- Share of the traffic among the active providers of a type, 0 to 100.
    priority int not null check (priority between 0 and 100),
    -- Where the share drifts back to when nothing has changed for a while.
    resting_point int not null default 100,
    reason text,
    supports_international boolean not null default false,
    version int not null default 1,
    created_by_id uuid references postroom.users,
    updated_at timestamptz,
    unique (identifier, notification_type)
);

insert into postroom.provider_details
(
    identifier, display_name, notification_type, active, priority, resting_point,
    supports_international
)
values
('sandbox', 'Sandbox (delivers to nobody)', 'sms', true, 100, 100, true),
('sandbox', 'Sandbox (delivers to nobody)', 'email', true, 100, 100, false),
('mmg', 'MMG', 'sms', false, 51, 51, true),
('firetext', 'Firetext', 'sms', false, 49, 49, false),
('ses', 'AWS SES', 'email', false, 100, 100, false),
('smtp', 'SMTP', 'email', false, 100, 100, false);

-- Kept by trigger so that no function can forget to.
create table postroom.provider_versions (
    provider_id uuid not null references postroom.provider_details on delete cascade,
    version int not null,
    active boolean not null,
    priority int not null,
    resting_point int not null,
    reason text,
    created_by_id uuid references postroom.users,
    updated_at timestamptz,
    primary key (provider_id, version)
);
comment on table postroom.provider_versions is
'What providers looked like after each change, and who made it why.';

insert into postroom.provider_versions
(provider_id, version, active, priority, resting_point, created_by_id, updated_at)
select
    id,
    version,
    active,
    priority,
    resting_point,
    created_by_id,
    updated_at
from postroom.provider_details;

-- The two below are worth less than what they cost to keep: unlogged, and empty after a crash.
create unlogged table postroom.provider_calls (
    identifier text not null,
    second timestamptz not null,
    calls int not null,
    failures int not null,
    primary key (identifier, second)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
comment on table postroom.provider_calls is
'What providers were asked and did not do, a row a second, for an hour.';

-- One row for each provider that has ever failed too often.
create unlogged table postroom.provider_breakers (
    identifier text primary key,
    -- Null when closed: asked as always. Else left out until then, and tried now and then after.
    open_until timestamptz,
    tried_at timestamptz,
    -- Calls before this do not count any more.
    closed_at timestamptz
) with (fillfactor = 50);
grant select on postroom.provider_versions, postroom.provider_calls, postroom.provider_breakers
to postroom_readonly;

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

create table postroom.letter_rates (
    post_class text not null
    check (post_class in ('first', 'second', 'economy', 'europe', 'rest-of-world')),
    sheet_count int not null check (sheet_count between 1 and 5),
    start_date timestamptz not null,
    -- The first moment at which another rate counts; open for the current one.
    end_date timestamptz check (end_date > start_date),
    rate numeric not null,
    primary key (post_class, sheet_count, start_date)
);
comment on column postroom.letter_rates.rate is 'Pounds a letter.';

-- Each row: the rates of so many sheets and of one more each.
insert into postroom.letter_rates (post_class, sheet_count, start_date, end_date, rate)
select
    classes.name as post_class,
    seeds.first_sheet + sheets.number - 1 as sheet_count,
    seeds.start_date::timestamptz as start_date,
    seeds.end_date::timestamptz as end_date,
    sheets.rate
from (values
    ('economy', '2025-03-31T23:00Z', '2026-01-05T00:00Z', 1, array[0.59, 0.64, 0.68, 0.73, 0.78]),
    ('economy', '2026-01-05T00:00Z', '2026-06-30T23:00Z', 1, array[0.64, 0.69, 0.73, 0.78, 0.82]),
    ('economy', '2026-06-30T23:00Z', null, 1, array[0.638, 0.684, 0.724, 0.779, 0.823]),
    ('second', '2016-03-31T23:00Z', '2018-09-30T23:00Z', 2, array[0.33, 0.36]),
    ('second', '2016-03-31T23:00Z', '2019-09-30T23:00Z', 1, array[0.3]),
    ('second', '2018-06-30T23:00Z', '2018-09-30T23:00Z', 4, array[0.39, 0.42]),
    ('second', '2018-09-30T23:00Z', '2019-09-30T23:00Z', 2, array[0.35, 0.4, 0.45, 0.5]),
    ('second', '2019-09-30T23:00Z', '2021-02-01T00:00Z', 1, array[0.35, 0.4, 0.45, 0.5, 0.55]),
    ('second', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.39, 0.44, 0.49, 0.54, 0.59]),
    ('second', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.41, 0.46, 0.51, 0.56, 0.61]),
    ('second', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[0.47, 0.52, 0.57, 0.62, 0.67]),
    ('second', '2023-11-01T00:00Z', '2024-06-30T23:00Z', 1, array[0.54, 0.59, 0.63, 0.68, 0.73]),
    ('second', '2024-06-30T23:00Z', '2025-03-31T23:00Z', 1, array[0.61, 0.65, 0.68, 0.75, 0.79]),
    ('second', '2025-03-31T23:00Z', '2026-01-05T00:00Z', 1, array[0.68, 0.72, 0.77, 0.82, 0.86]),
    ('second', '2026-01-05T00:00Z', null, 1, array[0.73, 0.77, 0.82, 0.87, 0.91]),
    ('first', '2018-08-31T23:00Z', '2019-09-30T23:00Z', 1, array[0.56, 0.61, 0.66, 0.71, 0.76]),
    ('first', '2019-09-30T23:00Z', '2021-02-01T00:00Z', 1, array[0.61, 0.66, 0.71, 0.76, 0.81]),
    ('first', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.69, 0.74, 0.79, 0.84, 0.89]),
    ('first', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.63, 0.68, 0.73, 0.78, 0.83]),
    ('first', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[0.72, 0.77, 0.82, 0.87, 0.92]),
    ('first', '2023-11-01T00:00Z', '2024-06-30T23:00Z', 1, array[0.82, 0.86, 0.9, 0.96, 1]),
    ('first', '2024-06-30T23:00Z', '2025-03-31T23:00Z', 1, array[0.97, 1.01, 1.05, 1.11, 1.15]),
    ('first', '2025-03-31T23:00Z', '2026-04-06T23:00Z', 1, array[1.49, 1.53, 1.57, 1.63, 1.67]),
    ('first', '2026-04-06T23:00Z', null, 1, array[1.56, 1.61, 1.66, 1.71, 1.76]),
    ('europe', '2020-07-01T00:00Z', '2021-02-01T00:00Z', 1, array[0.84, 0.92, 1, 1.08, 1.16]),
    ('europe', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.89, 0.97, 1.05, 1.13, 1.21]),
    ('europe', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.96, 1.04, 1.12, 1.2, 1.28]),
    ('europe', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[1.05, 1.13, 1.21, 1.29, 1.37]),
    ('europe', '2023-11-01T00:00Z', '2024-01-02T00:00Z', 1, array[1.26, 1.31, 1.35, 1.4, 1.45]),
    ('europe', '2024-01-02T00:00Z', '2025-02-06T00:00Z', 1, array[1.44, 1.49, 1.53, 1.58, 1.63]),
    ('europe', '2025-02-06T00:00Z', '2026-01-05T00:00Z', 1, array[1.56, 1.61, 1.66, 1.71, 1.76]),
    ('europe', '2026-01-05T00:00Z', '2026-05-02T23:00Z', 1, array[1.72, 1.77, 1.82, 1.85, 1.9]),
    ('europe', '2026-05-02T23:00Z', null, 1, array[1.8, 1.84, 1.88, 1.92, 1.96])
) as seeds (post_class, start_date, end_date, first_sheet, rates)
cross join lateral unnest(seeds.rates) with ordinality as sheets (rate, number)
cross join lateral unnest(
    case seeds.post_class when 'europe' then array['europe', 'rest-of-world']
        else array[seeds.post_class]
    end
) as classes (name);
grant select on postroom.letter_rates to postroom_readonly;
