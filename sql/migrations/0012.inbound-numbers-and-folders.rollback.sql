drop table postroom.template_folder_users;
drop table postroom.template_folders;
drop table postroom.inbound_numbers;
