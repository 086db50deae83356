-- Organisations that services belong to.
-- depends: 0015.sign-in

create table postroom.organisations (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    active boolean not null default true,
    crown boolean,
    organisation_type text check (organisation_type in (
        'central', 'local', 'nhs_central', 'nhs_local', 'nhs_gp', 'nhs_notify',
        'emergency_service', 'school_or_college', 'other'
    )),
    agreement_signed boolean,
    agreement_signed_at timestamptz,
    agreement_signed_by_id uuid references postroom.users,
    agreement_signed_on_behalf_of_name text,
    agreement_signed_on_behalf_of_email_address text,
    agreement_signed_version numeric,
    email_branding_id uuid,
    letter_branding_id uuid,
    can_approve_own_go_live_requests boolean not null default false,
    permissions text [] not null default '{}' check (permissions <@ '{can_ask_to_join_a_service}'),
    request_to_go_live_notes text,
    notes text,
    purchase_order_number text,
    billing_contact_names text,
    billing_contact_email_addresses text,
    billing_reference text,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);

create table postroom.organisation_domains (
    domain text primary key check (domain = lower(domain)),
    organisation_id uuid not null references postroom.organisations
);
create index organisation_domains_organisation
on postroom.organisation_domains (organisation_id);

insert into postroom.organisations (
    id, name, organisation_type, crown, agreement_signed, can_approve_own_go_live_requests
)
values (
    '477f8870-af2b-4b81-9a2c-1fad12028919', 'NHS Notify', 'nhs_notify', false, true, true
);
