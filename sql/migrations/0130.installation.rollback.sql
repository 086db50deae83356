delete from postroom.alerts where name = 'provider_missing';
delete from postroom.alert_rules where name = 'provider_missing';
drop table postroom.installation;
