drop table postroom.held_contents;
drop table postroom.legal_holds;
drop table postroom.notification_contents;
drop table postroom.notifications;
