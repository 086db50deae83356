drop table postroom.reports;
drop table postroom.jobs;
drop function postroom.report_key;
