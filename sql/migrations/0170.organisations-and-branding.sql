-- Who belongs to an organisation and who is asked to, and the brandings of emails and letters with
-- the choice that each organisation's services have.
-- depends: 0160.clock

create table postroom.organisation_users (
    organisation_id uuid not null references postroom.organisations,
    user_id uuid not null references postroom.users,
    permissions text [] not null default '{}'
    check (permissions <@ array['can_make_services_live']),
    primary key (organisation_id, user_id)
);
create index organisation_users_user on postroom.organisation_users (user_id);

create table postroom.invited_organisation_users (
    id uuid primary key default gen_random_uuid(),
    organisation_id uuid not null references postroom.organisations,
    email_address text not null,
    invited_by_id uuid not null references postroom.users,
    permissions text [] not null default '{}'
    check (permissions <@ array['can_make_services_live']),
    status text not null default 'pending'
    check (status in ('pending', 'accepted', 'cancelled')),
    created_at timestamptz not null default now()
);
create index invited_organisation_users_organisation
on postroom.invited_organisation_users (organisation_id);

create table postroom.email_branding (
    id uuid primary key default gen_random_uuid(),
    name text not null constraint email_branding_name unique,
    brand_type text not null default 'org' check (brand_type in ('org', 'both', 'org_banner')),
    colour text,
    -- A file below LOGO_CDN_DOMAIN.
    logo text,
    -- What stands beside the logo, or else what the logo says.
    text text,
    alt_text text,
    active boolean not null default true,
    created_by_id uuid references postroom.users,
    updated_by_id uuid references postroom.users,
    created_at timestamptz default now(),
    updated_at timestamptz,
    constraint email_branding_one_text check (num_nonnulls(text, alt_text) = 1)
);

create table postroom.letter_branding (
    id uuid primary key default gen_random_uuid(),
    name text not null constraint letter_branding_name unique,
    -- Of the logo, without its ending.
    filename text not null constraint letter_branding_filename unique,
    created_by_id uuid references postroom.users,
    updated_by_id uuid references postroom.users,
    created_at timestamptz default now(),
    updated_at timestamptz
);

create table postroom.email_branding_pool (
    organisation_id uuid not null references postroom.organisations,
    email_branding_id uuid not null references postroom.email_branding,
    primary key (organisation_id, email_branding_id)
);
create index email_branding_pool_branding on postroom.email_branding_pool (email_branding_id);

create table postroom.letter_branding_pool (
    organisation_id uuid not null references postroom.organisations,
    letter_branding_id uuid not null references postroom.letter_branding,
    primary key (organisation_id, letter_branding_id)
);
create index letter_branding_pool_branding on postroom.letter_branding_pool (letter_branding_id);

comment on table postroom.email_branding_pool is
'Which brandings of emails the services of an organisation may choose from.';
comment on table postroom.letter_branding_pool is
'Which brandings of letters the services of an organisation may choose from.';

-- The ids are known to the admin app; nothing else tells when these were made.
insert into postroom.email_branding (id, name, logo, alt_text, created_at)
values ('a7dc4e56-660b-4db7-8cff-12c37b12b5ea', 'NHS', 'nhs.png', 'NHS', null);
insert into postroom.letter_branding (id, name, filename, created_at)
values ('2cd354bb-6b85-eda3-c0ad-6b613150459f', 'NHS', 'nhs', null);

create index services_organisation on postroom.services (organisation_id);
create index services_email_branding on postroom.services (email_branding_id);
create index services_letter_branding on postroom.services (letter_branding_id);
create index organisations_email_branding on postroom.organisations (email_branding_id);
create index organisations_letter_branding on postroom.organisations (letter_branding_id);

alter table postroom.services
add constraint services_email_branding_exists foreign key (email_branding_id)
references postroom.email_branding not valid;
alter table postroom.services
add constraint services_letter_branding_exists foreign key (letter_branding_id)
references postroom.letter_branding not valid;
alter table postroom.organisations
add constraint organisations_email_branding_exists foreign key (email_branding_id)
references postroom.email_branding not valid;
alter table postroom.organisations
add constraint organisations_letter_branding_exists foreign key (letter_branding_id)
references postroom.letter_branding not valid;
