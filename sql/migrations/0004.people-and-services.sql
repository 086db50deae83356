-- People and how they sign in, organisations, services, and what a service is allowed and
-- configured to do.
-- depends: 0003.time-and-ids

create table postroom.users (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    email_address text not null unique,
    mobile_number text,
    password_hash text,
    auth_type text not null default 'sms_auth'
    check (auth_type in ('sms_auth', 'email_auth', 'webauthn_auth')),
    state text not null default 'pending' check (state in ('pending', 'active', 'inactive')),
    platform_admin boolean not null default false,
    take_part_in_research boolean not null default true,
    receives_new_features_email boolean not null default true,
    failed_login_count int not null default 0,
    -- Wrong guesses at codes, apart from passwords, and when those that are counted began.
    failed_code_count int not null default 0,
    failed_codes_since timestamptz,
    current_session_id uuid,
    email_access_validated_at timestamptz not null default now(),
    logged_in_at timestamptz,
    password_changed_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create unique index users_email_address_lower on postroom.users (lower(email_address));

create table postroom.verify_codes (
    id uuid primary key default gen_random_uuid(),
    user_id uuid not null references postroom.users,
    code_type text not null check (code_type in ('sms', 'email')),
    code_hash text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '30 minutes',
    used boolean not null default false,
    failed_guesses int not null default 0
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

-- A value from here stamps every change of what requests of a service depend on: web
-- processes keep a service in memory and send the stamp along, and a function that sees
-- another one refuses (NTOLD), so a revoked key or an edited template counts at once.
create sequence postroom.context_versions;

create table postroom.services (
    id uuid primary key default gen_random_uuid(),
    context_version bigint not null default nextval('postroom.context_versions'),
    version int not null default 1,
    name text not null unique,
    normalised_name text not null unique,
    email_sender_local_part text not null,
    custom_email_sender_name text,
    active boolean not null default true,
    restricted boolean not null default true,
    permissions text [] not null default array[
        'email', 'sms', 'letter', 'international_sms', 'international_letters'
    ]
    check (permissions <@ array[
        'email', 'sms', 'letter', 'international_sms', 'inbound_sms', 'email_auth',
        'edit_folder_permissions', 'international_letters', 'sms_to_uk_landlines'
    ]),
    email_message_limit bigint not null default 250000,
    sms_message_limit bigint not null default 250000,
    letter_message_limit bigint not null default 20000,
    international_sms_message_limit bigint not null default 250000,
    rate_limit int not null default 3000,
    prefix_sms boolean not null default false,
    contact_link text,
    crown boolean,
    organisation_id uuid,
    organisation_type text check (organisation_type in (
        'central', 'local', 'nhs_central', 'nhs_local', 'nhs_gp', 'nhs_notify',
        'emergency_service', 'school_or_college', 'other'
    )),
    email_branding_id uuid,
    letter_branding_id uuid,
    count_as_live boolean not null default true,
    go_live_user_id uuid references postroom.users,
    go_live_at timestamptz,
    has_active_go_live_request boolean not null default false,
    confirmed_unique boolean not null default false,
    confirmed_email_sender_name boolean default false,
    consent_to_research boolean,
    volume_sms int,
    volume_email int,
    volume_letter int,
    notes text,
    purchase_order_number text,
    billing_reference text,
    billing_contact_names text,
    billing_contact_email_addresses text,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);

create table postroom.service_users (
    service_id uuid not null references postroom.services,
    user_id uuid not null references postroom.users,
    permissions text [] not null default '{}'
    check (permissions <@ array[
        'manage_users', 'manage_templates', 'manage_settings', 'send_texts', 'send_emails',
        'send_letters', 'manage_api_keys', 'view_activity'
    ]),
    primary key (service_id, user_id)
);
create index service_users_user on postroom.service_users (user_id);

create table postroom.api_keys (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    name text not null,
    key_type text not null check (key_type in ('normal', 'team', 'test')),
    -- Encrypted outside the database (postroom/secret_keys.py): a client signs its tokens
    -- with the secret, so the server has to be able to read it.
    secret text not null unique,
    expires_at timestamptz,
    version int not null default 1,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create unique index api_keys_name on postroom.api_keys (service_id, name)
where expires_at is null;
create index api_keys_service on postroom.api_keys (service_id);

create table postroom.sms_senders (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    sender text not null check (length(sender) between 1 and 20),
    is_default boolean not null,
    archived boolean not null default false,
    inbound_number_id uuid unique,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create unique index sms_senders_default on postroom.sms_senders (service_id) where is_default;
create index sms_senders_service on postroom.sms_senders (service_id);

create table postroom.email_reply_to_addresses (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    email_address text not null,
    is_default boolean not null,
    archived boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create unique index email_reply_to_addresses_default
on postroom.email_reply_to_addresses (service_id) where is_default;
create index email_reply_to_addresses_service on postroom.email_reply_to_addresses (service_id);

create table postroom.letter_contacts (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    contact_block text not null,
    is_default boolean not null,
    archived boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
create unique index letter_contacts_default on postroom.letter_contacts (service_id)
where is_default;
create index letter_contacts_service on postroom.letter_contacts (service_id);

create table postroom.guest_list (
    service_id uuid not null references postroom.services,
    -- As given and as compared: digits with country code, or a lower-case address.
    recipient text not null,
    normalised_recipient text not null,
    recipient_type text not null check (recipient_type in ('mobile', 'email')),
    created_at timestamptz not null default now(),
    primary key (service_id, normalised_recipient)
);

create table postroom.retention_settings (
    id uuid not null default gen_random_uuid() unique,
    service_id uuid not null references postroom.services,
    notification_type text not null check (notification_type in ('sms', 'email', 'letter')),
    -- As asked for; ops.retention_days() bounds what is done.
    days int not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    primary key (service_id, notification_type)
);

create table postroom.service_callbacks (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    callback_type text not null
    check (callback_type in ('delivery_status', 'complaint', 'returned_letter', 'inbound_sms')),
    url text not null,
    -- Encrypted outside the database (postroom/secret_keys.py): it is sent along with calls.
    bearer_token text not null,
    version int not null default 1,
    updated_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    unique (service_id, callback_type)
);

create table postroom.inbound_numbers (
    id uuid primary key default gen_random_uuid(),
    number text not null unique check (length(number) between 1 and 11),
    provider text not null,
    service_id uuid unique references postroom.services,
    active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);

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

create table postroom.events (
    id uuid primary key default gen_random_uuid(),
    event_type text not null check (length(event_type) <= 255),
    data jsonb not null,
    created_at timestamptz not null default now()
);
create index events_created_at on postroom.events (created_at);
comment on table postroom.events is 'Personal data: who signed in from where, and the like.';
