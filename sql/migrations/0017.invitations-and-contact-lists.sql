-- Who is asked to join a service; lists of people kept for sending to them again.
-- depends: 0016.organisations

create table postroom.invited_users (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    email_address text not null,
    from_user_id uuid not null references postroom.users,
    -- As the admin app gives and reads them: names with commas between.
    permissions text not null,
    auth_type text not null default 'sms_auth'
    check (auth_type in ('sms_auth', 'email_auth', 'webauthn_auth')),
    folder_permissions uuid [] not null default '{}',
    status text not null default 'pending'
    check (status in ('pending', 'accepted', 'cancelled')),
    created_at timestamptz not null default now()
);
create index invited_users_service on postroom.invited_users (service_id);

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
