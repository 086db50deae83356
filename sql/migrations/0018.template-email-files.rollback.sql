drop table postroom.template_email_file_versions;
drop table postroom.template_email_files;
drop function postroom.keep_email_file_version();
