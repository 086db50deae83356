drop index postroom.notifications_job;
drop table postroom.jobs;
