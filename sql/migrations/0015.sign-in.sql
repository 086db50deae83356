-- What signs people in, besides a password: codes sent to them, and security keys.
-- depends: 0014.platform-service

create table postroom.verify_codes (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references postroom.users,
    code_type text not null check (code_type in ('sms', 'email')),
    code_hash text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '30 minutes',
    used boolean not null default false
);
create index verify_codes_user on postroom.verify_codes (user_id, created_at);

create table postroom.webauthn_credentials (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references postroom.users,
    name text not null,
    credential_data text not null,
    registration_response text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    logged_in_at timestamptz
);
create index webauthn_credentials_user on postroom.webauthn_credentials (user_id);
