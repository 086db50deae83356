delete from postroom.alerts where name = 'horizon_held';
delete from postroom.alert_rules where name = 'horizon_held';
drop table postroom.horizon_marks;
