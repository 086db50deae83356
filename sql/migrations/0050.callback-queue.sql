-- Calls to services' own addresses: what waits to be made, and what was given up.
-- depends: 0031.letter-rates

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
