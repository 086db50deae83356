drop table postroom.events;
