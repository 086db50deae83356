drop table postroom.object_removals;
alter table postroom.held_contents drop column pdf_fault, drop column pdf_key;
alter table postroom.notification_contents drop column pdf_fault, drop column pdf_key;
alter table postroom.notifications drop column cost_threshold, drop column despatched_on;
