drop table postroom.contact_lists;
drop table postroom.invited_users;
