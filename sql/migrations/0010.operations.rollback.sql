revoke all on all tables in schema postroom from postroom_readonly;
revoke usage on schema postroom from postroom_readonly;
drop table postroom.sandbox_messages;
drop view ops.maintenance_log;
drop table postroom.maintenance_log;
