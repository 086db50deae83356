drop table postroom.unsubscribe_requests;
drop table postroom.unsubscribe_reports;
drop table postroom.early_complaints;
drop table postroom.complaints;
drop table postroom.held_inbound_messages;
delete from partman.part_config where parent_table = 'postroom.inbound_messages';
drop table if exists partman.template_postroom_inbound_messages;
drop table postroom.inbound_messages;
