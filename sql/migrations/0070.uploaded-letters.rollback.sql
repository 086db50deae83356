drop index postroom.notification_contents_file;
alter table postroom.held_contents drop column file_id;
alter table postroom.notification_contents drop column file_id;
