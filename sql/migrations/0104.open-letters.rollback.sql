drop trigger note_deleted_letter on postroom.notifications;
drop trigger note_open_letter on postroom.notifications;
drop function postroom.note_open_letter();
drop table postroom.open_letters;
