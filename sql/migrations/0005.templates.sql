-- Templates: what stays the same, and one row a version for what a recipient reads.
-- depends: 0004.services

create table postroom.templates (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    template_type text not null check (template_type in ('sms', 'email', 'letter')),
    version int not null default 1,
    archived boolean not null default false,
    -- The template behind precompiled letters, which no list or lookup shows.
    hidden boolean not null default false,
    redact_personalisation boolean not null default false,
    folder_id uuid,
    created_at timestamptz not null default now()
);
create index templates_service on postroom.templates (service_id);

create table postroom.template_versions (
    template_id uuid not null references postroom.templates,
    version int not null,
    name text not null,
    subject text,
    content text not null,
    postage text check (postage in ('first', 'second', 'economy')),
    letter_contact_id uuid references postroom.letter_contacts,
    has_unsubscribe_link boolean not null default false,
    letter_languages text check (letter_languages in ('english', 'welsh_then_english')),
    letter_welsh_subject text,
    letter_welsh_content text,
    archived boolean not null default false,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    primary key (template_id, version)
);
comment on column postroom.template_versions.created_at is
'When this version was made: the updated_at that clients see, but for version 1.';
