-- How many text message fragments a service has free in a financial year.
-- depends: 0012.inbound-numbers-and-folders

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
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    primary key (service_id, financial_year)
);
comment on table postroom.allowances is
'Free text message fragments of a service in the financial year that begins in a year.';
