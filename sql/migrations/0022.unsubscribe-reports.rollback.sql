alter table postroom.unsubscribe_requests drop column report_id;
drop table postroom.unsubscribe_reports;
