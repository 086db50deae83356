drop table postroom.abandoned_callbacks;
drop table postroom.callback_queue;
