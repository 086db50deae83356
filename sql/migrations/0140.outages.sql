-- Whoever was told that something had begun to be wrong is told of its end; and three conditions
-- of those who carry messages.
-- depends: 0062.alerts 0090.one-check

alter table postroom.alerts
add column end_emailed_at timestamptz,
add column end_posted_at timestamptz;
comment on column postroom.alerts.end_posted_at is
'When the webhook was told that it had ended; only if it had been told of the beginning.';

-- What has ended already is no news.
update postroom.alerts
set end_emailed_at = closed_at, end_posted_at = closed_at
where closed_at is not null;

insert into postroom.alert_rules (name, severity, threshold, description)
values
(
    'provider_left_out', 'warning', 0,
    'A provider is left out since its calls fail'
),
(
    'no_provider', 'critical', 0,
    'More than so many texts or emails wait for another try, and no provider takes any'
),
(
    'retries_growing', 'warning', 10,
    'More than so many messages of the last 10 minutes wait for another try in a lane'
);
