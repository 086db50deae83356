alter table postroom.callback_queue
drop column answer,
drop column handed_over_at,
drop column leased_by;
alter table postroom.delivery_queue
drop column answer,
drop column handed_over_at,
drop column leased_by;
