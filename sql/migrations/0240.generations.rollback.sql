drop table postroom.validities;
drop index postroom.callback_queue_due;
drop index postroom.delivery_queue_leased;
drop index postroom.delivery_queue_due;
alter table postroom.callback_queue drop column generation;
alter table postroom.delivery_queue drop column valid_until, drop column generation;
create index callback_queue_due on postroom.callback_queue (service_id, due_at);
create index delivery_queue_leased on postroom.delivery_queue (lane, leased_until)
where leased_until is not null;
create index delivery_queue_due on postroom.delivery_queue (lane, service_id, due_at)
where leased_until is null;
drop table postroom.queue_generations;
drop sequence postroom.queue_generation;
