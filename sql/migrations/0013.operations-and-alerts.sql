-- What operators read: the log of maintenance, conditions that somebody should hear of and which
-- of them hold; and what the sandbox provider kept.
-- depends: 0012.facts-and-allowances

create table postroom.maintenance_log (
    id bigint primary key generated always as identity,
    step text not null,
    started_at timestamptz not null default clock_timestamp(),
    as_of timestamptz default postroom.now(),
    finished_at timestamptz,
    details jsonb not null default '{}',
    error text
);
create index maintenance_log_step on postroom.maintenance_log (step, started_at);
comment on column postroom.maintenance_log.as_of is
'started_at by the clock of postroom.now(): the hour or day that the run is for.';

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

create table postroom.alert_rules (
    name text primary key,
    severity text not null check (severity in ('warning', 'critical')),
    -- More than this is an alert.
    threshold numeric not null,
    -- Fewer messages than this say nothing about a share.
    minimum int,
    -- Looked at once a day, after this time (UTC) and on these days (1 is Monday); or always.
    daily_at time,
    weekdays int [] not null default '{1,2,3,4,5,6,7}',
    working_days_only boolean not null default false,
    -- How long it must hold before anybody is told.
    hold interval not null default '0',
    enabled boolean not null default true,
    description text not null,
    evaluated_at timestamptz
);
comment on table postroom.alert_rules is
'When ops.refresh_alerts looks for which condition; ops.set_alert changes thresholds.';

insert into postroom.alert_rules
(name, severity, threshold, minimum, daily_at, weekdays, working_days_only, hold, description)
values
(
    'step_failed', 'warning', 0, null, null, default, false, default,
    'The last run of a step of maintenance failed'
),
(
    'step_late', 'critical', 0, null, null, default, false, default,
    'A step of maintenance has not succeeded for 3 hours, or 30 hours if it is a daily one'
),
(
    'queue_overdue', 'critical', 300, null, null, default, false, default,
    'Messages have been due in a lane for longer than so many seconds'
),
(
    'no_worker', 'critical', 0, null, null, default, false, default,
    'No worker''s heart beats'
),
(
    'partitions_missing', 'critical', 3, null, null, default, false, default,
    'Partitions are made for no more than so many of the days that messages may need'
),
(
    'removals_stuck', 'warning', 3600, null, null, default, false, default,
    'Files have been due for removal from the object store for longer than so many seconds'
),
(
    'jobs_failed', 'warning', 0, null, null, default, false, default,
    'Background jobs have failed for good in the last 24 hours'
),
(
    'letters_without_rate', 'critical', 0, null, null, default, false, default,
    'Letters of the last 10 days cost nothing, since there is no rate for them'
),
(
    'virus_check_waiting', 'warning', 7200, null, null, default, false, default,
    'Letters have waited for the virus check for longer than so many seconds'
),
(
    'virus_check_stuck', 'critical', 3, null, '20:00', default, false, default,
    'Letters have waited for the virus check for more than so many days'
),
(
    'letters_created', 'critical', 0, null, '07:00', '{1,2,3,4,5}', false, default,
    'Letters wait that were created before 17:30 (local time) of the day before'
),
(
    'letters_failed', 'warning', 0, null, '07:00', default, false, default,
    'Letters of the last 3 days have ended in technical-failure'
),
(
    'letters_sending', 'critical', 0, null, '19:00', default, true, default,
    'Letters that went to the printer 2 or more working days ago are still not despatched'
),
(
    'sms_failing', 'warning', 0.25, 10000, '10:30', '{1,2,3,4,5}', false, default,
    'So large a share of a live service''s text messages in 24 hours failed for good'
),
(
    'sms_to_tv_numbers', 'warning', 500, null, '10:30', '{1,2,3,4,5}', false, default,
    'A live service sent so many text messages in 24 hours to the numbers 07700 900… of films'
),
(
    'sms_slow', 'critical', 0.1, 1, null, default, false, '9 minutes',
    'So large a share of the text messages of 15 minutes took 5 minutes or more, for 10 minutes'
),
(
    'inbound_numbers_low', 'warning', 50, null, '09:00', '{1}', false, default,
    'No more than so many numbers are free for services to receive on'
),
(
    'partitions_short', 'warning', 7, null, null, default, false, default,
    'Partitions are made for no more than so many of the days that messages may need'
),
(
    'rows_in_default', 'warning', 0, null, null, default, false, default,
    'More rows than so many lie in a default partition'
),
(
    'horizon_held', 'warning', 60, null, null, default, false, default,
    'Somebody''s snapshot has kept vacuum from its work for longer than so many seconds'
),
(
    'provider_missing', 'critical', 0, null, null, default, false, default,
    'No provider is active for a type of message, outside development; live messages wait'
),
(
    'provider_left_out', 'warning', 0, null, null, default, false, default,
    'A provider is left out since its calls fail'
),
(
    'no_provider', 'critical', 0, null, null, default, false, default,
    'More than so many texts or emails wait for another try, and no provider takes any'
),
(
    'retries_growing', 'warning', 10, null, null, default, false, default,
    'More than so many messages of the last 10 minutes wait for another try in a lane'
);

create table postroom.alerts (
    id bigint primary key generated always as identity,
    name text not null references postroom.alert_rules,
    -- Whom or what it is about: a step, a lane, a service's id; empty for the platform.
    subject text not null,
    value numeric not null,
    text text not null,
    opened_at timestamptz not null default postroom.now(),
    closed_at timestamptz,
    emailed_at timestamptz,
    posted_at timestamptz,
    end_emailed_at timestamptz,
    -- When the webhook was told that it had ended; only if it had been told of the beginning.
    end_posted_at timestamptz
);
create unique index alerts_open on postroom.alerts (name, subject) where closed_at is null;
comment on table postroom.alerts is
'Each time that a condition began to hold: told once, until it has ended and begins again.';

create table postroom.bank_holidays (day date primary key);
comment on table postroom.bank_holidays is
'Bank holidays of England and Wales, on which nothing is printed.';

insert into postroom.bank_holidays (day)
select holidays.day
from unnest(array[
    '2026-01-01', '2026-04-03', '2026-04-06', '2026-05-04',
    '2026-05-25', '2026-08-31', '2026-12-25', '2026-12-28',
    '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03',
    '2027-05-31', '2027-08-30', '2027-12-27', '2027-12-28',
    '2028-01-03', '2028-04-14', '2028-04-17', '2028-05-01',
    '2028-05-29', '2028-08-28', '2028-12-25', '2028-12-26',
    '2029-01-01', '2029-03-30', '2029-04-02', '2029-05-07',
    '2029-05-28', '2029-08-27', '2029-12-25', '2029-12-26',
    '2030-01-01', '2030-04-19', '2030-04-22', '2030-05-06',
    '2030-05-27', '2030-08-26', '2030-12-25', '2030-12-26',
    '2031-01-01', '2031-04-11', '2031-04-14', '2031-05-05',
    '2031-05-26', '2031-08-25', '2031-12-25', '2031-12-26',
    '2032-01-01', '2032-03-26', '2032-03-29', '2032-05-03',
    '2032-05-31', '2032-08-30', '2032-12-27', '2032-12-28',
    '2033-01-03', '2033-04-15', '2033-04-18', '2033-05-02',
    '2033-05-30', '2033-08-29', '2033-12-26', '2033-12-27',
    '2034-01-02', '2034-04-07', '2034-04-10', '2034-05-01',
    '2034-05-29', '2034-08-28', '2034-12-25', '2034-12-26',
    '2035-01-01', '2035-03-23', '2035-03-26', '2035-05-07',
    '2035-05-28', '2035-08-27', '2035-12-25', '2035-12-26'
]::date []) as holidays (day);
grant select on postroom.alert_rules, postroom.alerts, postroom.bank_holidays
to postroom_readonly;
grant select on
postroom.notifications, postroom.delivery_queue, postroom.daily_counts,
postroom.provider_details, postroom.sms_rates, postroom.templates,
postroom.retention_settings, postroom.legal_holds
to postroom_readonly;

-- Since when each transaction's number has been there, to tell for how long slots and replicas,
-- which know no times, have held up vacuum.
create table postroom.horizon_marks (
    at timestamptz primary key default clock_timestamp(),
    xid xid8 not null default pg_current_xact_id()
);
comment on table postroom.horizon_marks is
'One row a minute of the last day, by ops.refresh_alerts: the number that transactions had reached.';

create table postroom.installation (
    id uuid primary key default gen_random_uuid(),
    -- One row: the second would be equal in this.
    single boolean not null default true unique check (single),
    -- NOTIFY_ENVIRONMENT of the last start; null before the first.
    environment text,
    -- A text that everybody knows, encrypted under SECRET_KEYS.
    known_secret text
);
comment on table postroom.installation is
'One row about the installation as a whole. Written at each start (api.enter_environment,
api.keep_known_secret).';

insert into postroom.installation default values;
comment on column postroom.alerts.end_posted_at is
'When the webhook was told that it had ended; only if it had been told of the beginning.';

-- What operators have stopped for a while, and why background jobs failed.
create table postroom.pauses (
    id bigint primary key generated always as identity,
    lane text unique,
    service_id uuid unique references postroom.services,
    -- An upload.
    job_id uuid unique references postroom.jobs,
    reason text not null,
    paused_by text not null default session_user,
    paused_at timestamptz not null default postroom.now(),
    check (num_nonnulls(lane, service_id, job_id) = 1)
);
comment on table postroom.pauses is
'Lanes, services and uploads whose messages wait until ops.resume.';

-- Without what an exception said, which can be personal.
create table postroom.job_failures (
    job_id bigint primary key
    references procrastinate.procrastinate_jobs on delete cascade,
    failed_at timestamptz not null default clock_timestamp(),
    reason text not null
);
comment on table postroom.job_failures is
'Why background jobs failed: the kind of the exception, and where it was raised.';
grant select on postroom.pauses, postroom.job_failures to postroom_readonly;
