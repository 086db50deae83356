drop index postroom.notifications_reference;
