delete from postroom.alerts where name in ('partitions_short', 'rows_in_default');
delete from postroom.alert_rules where name in ('partitions_short', 'rows_in_default');
drop schema moving cascade;
