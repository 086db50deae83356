-- Templates: what stays the same, one row a version for what a recipient reads, their folders
-- and the files that their emails link to; lists of people to send to again.
-- depends: 0004.people-and-services

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

create table postroom.template_folders (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    name text not null,
    parent_id uuid references postroom.template_folders,
    created_at timestamptz not null default now()
);
create index template_folders_service on postroom.template_folders (service_id);
create index template_folders_parent on postroom.template_folders (parent_id);

create table postroom.template_folder_users (
    folder_id uuid not null references postroom.template_folders on delete cascade,
    user_id uuid not null references postroom.users,
    primary key (folder_id, user_id)
);
create index template_folder_users_user on postroom.template_folder_users (user_id);

create table postroom.template_email_files (
    id uuid primary key default gen_random_uuid(),
    template_id uuid not null references postroom.templates,
    filename text not null,
    link_text text,
    retention_period int not null default 1,
    validate_users_email boolean not null default true,
    -- Until its bytes are stored.
    pending boolean not null default true,
    -- 0 while pending; each further one made a version of the template too.
    version int not null default 0,
    template_version int not null,
    archived_at timestamptz,
    -- When its bytes were given up for removal.
    discarded_at timestamptz,
    archived_by_id uuid references postroom.users,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
comment on column postroom.template_email_files.retention_period is 'Weeks.';
create unique index template_email_files_name
on postroom.template_email_files (template_id, lower(filename))
where not pending and archived_at is null;

create table postroom.template_email_file_versions (
    id uuid not null references postroom.template_email_files,
    version int not null,
    template_id uuid not null references postroom.templates,
    template_version int not null,
    filename text not null,
    link_text text,
    retention_period int not null,
    validate_users_email boolean not null,
    archived boolean not null,
    primary key (id, version)
);
create index template_email_file_versions_template
on postroom.template_email_file_versions (template_id);

create table postroom.contact_lists (
    id uuid primary key,
    service_id uuid not null references postroom.services,
    original_file_name text not null,
    row_count int not null,
    template_type text not null check (template_type in ('email', 'sms')),
    archived boolean not null default false,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create index contact_lists_service on postroom.contact_lists (service_id);
