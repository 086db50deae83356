drop function postroom.audit cascade;
drop function postroom.impersonal;
drop table postroom.audit_log;
drop sequence postroom.audit_ids;
drop function postroom.refuse_change;
