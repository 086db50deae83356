-- What operators read: the log of maintenance; and what the sandbox provider kept.
-- depends: 0009.providers-and-rates

create table postroom.maintenance_log (
    id bigint primary key generated always as identity,
    step text not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    details jsonb not null default '{}',
    error text
);
create index maintenance_log_step on postroom.maintenance_log (step, started_at);

create view ops.maintenance_log as
select
    id,
    step,
    started_at,
    finished_at,
    finished_at - started_at as took,
    details,
    error
from postroom.maintenance_log
order by id desc;
comment on view ops.maintenance_log is
'Every run of a maintenance step, newest first: what it did, how long it took, what failed.';
grant select on ops.maintenance_log to postroom_dba, postroom_readonly;

-- Development only: what would have been sent. Personal data, hence short-lived: pruned
-- with every write, gone with a crash.
create unlogged table postroom.sandbox_messages (
    id uuid primary key,
    sent_at timestamptz not null default clock_timestamp(),
    message json not null
);
create index sandbox_messages_sent_at on postroom.sandbox_messages (sent_at);

grant usage on schema postroom to postroom_readonly;
grant select on
postroom.notifications, postroom.delivery_queue, postroom.daily_counts,
postroom.provider_details, postroom.sms_rates, postroom.templates,
postroom.retention_settings, postroom.legal_holds
to postroom_readonly;
