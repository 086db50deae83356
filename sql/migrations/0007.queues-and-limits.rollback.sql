drop table postroom.abandoned_callbacks;
drop table postroom.callback_queue;
drop table postroom.token_buckets;
drop table postroom.daily_counts;
drop table postroom.early_receipts;
drop table postroom.delivery_queue;
