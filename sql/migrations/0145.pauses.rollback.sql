drop table postroom.job_failures;
drop table postroom.pauses;
