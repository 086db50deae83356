delete from postroom.alerts where name = 'clock_leapt';
delete from postroom.alert_rules where name = 'clock_leapt';
comment on table postroom.horizon_marks is
'One row a minute of the last day, by ops.refresh_alerts: the number that transactions had reached.';
