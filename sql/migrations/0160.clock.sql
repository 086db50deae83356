-- Somebody has to know when the clock was set by days, before anything is forgotten for it.
-- depends: 0014.stamps-versions-platform-service

insert into postroom.alert_rules (name, severity, threshold, hold, description)
values (
    'clock_leapt', 'critical', 0, default,
    'The clock has leapt ahead by more than two days: nothing is forgotten or given up for a day'
);
comment on table postroom.horizon_marks is
'One row a minute of the last day, and the one before it, by ops.refresh_alerts: the number that transactions had reached.';
