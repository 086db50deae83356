delete from postroom.alerts where name = 'provider_not_set_up';
delete from postroom.alert_rules where name = 'provider_not_set_up';
drop table postroom.provider_faults;
alter table postroom.provider_details drop column sends_receipts;
