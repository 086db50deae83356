drop function postroom.report_key(uuid);
drop table postroom.reports;
