drop table postroom.contact_lists;
drop table postroom.template_email_file_versions;
drop table postroom.template_email_files;
drop table postroom.template_folder_users;
drop table postroom.template_folders;
drop table postroom.template_versions;
drop table postroom.templates;
