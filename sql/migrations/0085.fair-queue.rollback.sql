drop index postroom.delivery_queue_leased;
drop index postroom.delivery_queue_due;
create index delivery_queue_due on postroom.delivery_queue (lane, due_at);
