-- What waits for a provider, and what limits count.
-- depends: 0007.notifications

create table postroom.delivery_queue (
    notification_id uuid not null,
    service_id uuid not null,
    lane text not null,
    -- When the row may be claimed. A claim moves it to the end of its lease, so what a dead
    -- worker held comes back by itself.
    due_at timestamptz not null,
    leased_until timestamptz,
    attempts int not null default 0,
    queued_at timestamptz not null default now(),
    primary key (notification_id, service_id)
) with (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
);
create index delivery_queue_due on postroom.delivery_queue (lane, due_at);

-- A receipt may overtake the write that stores its reference: it waits here.
create table postroom.early_receipts (
    provider text not null,
    reference text not null,
    status text not null,
    received_at timestamptz not null default now(),
    primary key (provider, reference, status)
);

-- Counters are worth less than what they count: unlogged, and empty after a crash.
create unlogged table postroom.daily_counts (
    service_id uuid not null,
    day date not null,
    kind text not null check (kind in ('sms', 'email', 'letter', 'international_sms')),
    -- One row a backend, summed on reading: a busy service has no hot row.
    slot int not null,
    count bigint not null,
    primary key (service_id, day, kind, slot)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Token buckets. Web processes take tokens by the handful, so the row is rarely touched.
create unlogged table postroom.token_buckets (
    service_id uuid not null,
    key_type text not null,
    tokens int not null,
    refilled_at timestamptz not null,
    primary key (service_id, key_type)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
