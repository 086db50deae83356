drop table postroom.allowances;
drop table postroom.default_allowances;
drop table postroom.processing_times;
drop table postroom.status_facts;
drop table postroom.despatch_facts;
drop table postroom.billing_facts;
