-- What people did in the admin app, as it tells us.
-- depends: 0018.template-email-files

create table postroom.events (
    id uuid primary key default gen_random_uuid(),
    event_type text not null check (length(event_type) <= 255),
    data jsonb not null,
    created_at timestamptz not null default now()
);
create index events_created_at on postroom.events (created_at);
comment on table postroom.events is 'Personal data: who signed in from where, and the like.';
