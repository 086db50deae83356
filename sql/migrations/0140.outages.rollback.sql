delete from postroom.alerts
where name in ('provider_left_out', 'no_provider', 'retries_growing');
delete from postroom.alert_rules
where name in ('provider_left_out', 'no_provider', 'retries_growing');
alter table postroom.alerts drop column end_emailed_at, drop column end_posted_at;
