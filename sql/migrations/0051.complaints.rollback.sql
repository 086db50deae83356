alter table postroom.early_receipts drop column parked_at;
drop table postroom.early_complaints;
drop table postroom.complaints;
