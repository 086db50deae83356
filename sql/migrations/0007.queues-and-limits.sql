-- What waits for a provider or for a call to a service, and what limits count.
-- depends: 0006.notifications

create table postroom.delivery_queue (
    notification_id uuid not null,
    service_id uuid not null,
    lane text not null,
    -- When the row may be claimed. A claim moves it to the end of its lease, so what a dead
    -- worker held comes back by itself.
    due_at timestamptz not null,
    leased_until timestamptz,
    -- The worker (as procrastinate counts them), which holds a lock as long as it lives
    -- (jobs.begin_work). None of these is in an index, so that marks are cheap.
    leased_by bigint,
    handed_over_at timestamptz,
    answer jsonb,
    attempts int not null default 0,
    queued_at timestamptz not null default now(),
    primary key (notification_id, service_id)
) with (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
);
create index delivery_queue_due on postroom.delivery_queue (lane, service_id, due_at)
where leased_until is null;
create index delivery_queue_leased on postroom.delivery_queue (lane, leased_until)
where leased_until is not null;
comment on column postroom.delivery_queue.handed_over_at is
'When this attempt was handed to a provider; null: certainly not.';
comment on column postroom.delivery_queue.answer is
'What became of this attempt, until jobs.record_results has written it where it belongs.';

-- A receipt may overtake the write that stores its reference: it waits here.
create table postroom.early_receipts (
    provider text not null,
    reference text not null,
    status text not null,
    received_at timestamptz not null default now(),
    -- Those parked a moment ago are looked at again: their message may have been stored since.
    parked_at timestamptz default postroom.now(),
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

-- No payload: it would hold personal data, and is put together when the call is made.
create table postroom.callback_queue (
    -- The notification, received message or complaint that the call is about.
    subject_id uuid not null,
    service_id uuid not null,
    callback_type text not null
    check (callback_type in ('delivery_status', 'complaint', 'returned_letter', 'inbound_sms')),
    -- What a notification became, and when it happened.
    status text,
    happened_at timestamptz not null,
    -- As in delivery_queue: a claim moves it to the end of its lease.
    due_at timestamptz not null,
    leased_until timestamptz,
    leased_by bigint,
    handed_over_at timestamptz,
    answer jsonb,
    attempts int not null default 0,
    queued_at timestamptz not null,
    primary key (subject_id, callback_type, service_id)
) with (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 20000
);
comment on table postroom.callback_queue is
'Calls to services that are still to be made; one row a call, deleted when it has been made.';

-- Service by service, so that a claim can take a few of each.
create index callback_queue_due on postroom.callback_queue (service_id, due_at);

create table postroom.abandoned_callbacks (
    day date not null,
    service_id uuid not null,
    callback_type text not null,
    reason text not null,
    count bigint not null,
    primary key (service_id, day, callback_type, reason)
);
comment on table postroom.abandoned_callbacks is
'How many calls to a service were given up on a day, and why.';
grant select on postroom.callback_queue, postroom.abandoned_callbacks to postroom_readonly;
comment on column postroom.callback_queue.leased_by is 'As in delivery_queue.';
comment on column postroom.callback_queue.handed_over_at is
'When this attempt to call was begun; null: certainly not.';
comment on column postroom.callback_queue.answer is
'What became of this attempt, until jobs.record_callbacks has written it where it belongs.';
