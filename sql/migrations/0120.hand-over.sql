-- Who holds what is claimed, and how far it has come: of a dead worker only what it had handed over,
-- and whose answer nobody knows, is in doubt. The three columns are in no index, so that marks are cheap.
-- depends: 0090.one-check

alter table postroom.delivery_queue
add column leased_by bigint,
add column handed_over_at timestamptz,
add column answer jsonb;
comment on column postroom.delivery_queue.leased_by is
'The worker (as procrastinate counts them), which holds a lock as long as it lives (jobs.begin_work).';
comment on column postroom.delivery_queue.handed_over_at is
'When this attempt was handed to a provider; null: certainly not.';
comment on column postroom.delivery_queue.answer is
'What became of this attempt, until jobs.record_results has written it where it belongs.';

alter table postroom.callback_queue
add column leased_by bigint,
add column handed_over_at timestamptz,
add column answer jsonb;
comment on column postroom.callback_queue.leased_by is 'As in delivery_queue.';
comment on column postroom.callback_queue.handed_over_at is
'When this attempt to call was begun; null: certainly not.';
comment on column postroom.callback_queue.answer is
'What became of this attempt, until jobs.record_callbacks has written it where it belongs.';
