delete from postroom.template_versions
where template_id = '1c6f3a52-5c0e-4b7f-9d1e-8f0d1f6a2b43';
delete from postroom.templates where id = '1c6f3a52-5c0e-4b7f-9d1e-8f0d1f6a2b43';
drop table postroom.bank_holidays;
drop table postroom.alerts;
drop table postroom.alert_rules;
