alter table postroom.allowances drop column high_volume_last_year;
drop index postroom.notifications_despatched;
drop table postroom.processing_times;
drop table postroom.status_facts;
drop table postroom.despatch_facts;
drop table postroom.billing_facts;
