-- Numbers that services receive texts on; folders of templates and who sees them.
-- depends: 0011.versions

create table postroom.inbound_numbers (
    id uuid primary key default gen_random_uuid(),
    number text not null unique check (length(number) between 1 and 11),
    provider text not null,
    service_id uuid unique references postroom.services,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);

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
