-- Claims take their turns service by service, so the queue is found by service; what a worker
-- holds is out of that index, so that looking for who has something due does not meet it.
-- depends: 0050.callback-queue 0055.providers

-- The table is short: nothing waits for long.
-- squawk-ignore require-concurrent-index-deletion
drop index postroom.delivery_queue_due;
-- squawk-ignore require-concurrent-index-creation
create index delivery_queue_due on postroom.delivery_queue (lane, service_id, due_at)
where leased_until is null;
-- squawk-ignore require-concurrent-index-creation
create index delivery_queue_leased on postroom.delivery_queue (lane, leased_until)
where leased_until is not null;
