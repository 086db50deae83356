drop trigger stamp_inserted on postroom.template_email_files;
drop trigger stamp_updated on postroom.template_email_files;
drop function postroom.stamp_services_of_templates();
alter table postroom.template_email_files drop column discarded_at;
