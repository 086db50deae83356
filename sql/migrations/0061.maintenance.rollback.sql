alter table postroom.maintenance_log drop column as_of;
