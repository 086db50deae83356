-- Queues that rows which cannot be removed yet do not slow down, and messages with an end.
-- depends: 0230.messages-by-the-handful

-- The queues are small.
-- squawk-ignore-file require-concurrent-index-deletion

create sequence postroom.queue_generation as int;
do $$ begin perform setval('postroom.queue_generation', 1); end $$;
comment on sequence postroom.queue_generation is
'The newest generation of what is queued. A sequence, since it is read for each row: that costs next to
nothing, and whoever reads it sees the newest, whatever its transaction sees.';

create table postroom.queue_generations (
    generation int primary key,
    begun_at timestamptz not null default clock_timestamp(),
    -- How many rows the queues had let in and out when it began.
    changes bigint not null,
    -- When it was not the newest any more, and the first transaction from then on: it queues nothing here.
    sealed_at timestamptz,
    sealed_by xid8
);
insert into postroom.queue_generations (generation, changes) values (1, 0);
comment on table postroom.queue_generations is
'The generations of postroom.delivery_queue and postroom.callback_queue that are open: only there is
anything looked for (jobs.renew_generations).';

alter table postroom.delivery_queue
add column generation int not null default 1,
add column valid_until timestamptz;
alter table postroom.delivery_queue
alter column generation set default pg_sequence_last_value('postroom.queue_generation');
alter table postroom.callback_queue
add column generation int not null default 1;
alter table postroom.callback_queue
alter column generation set default pg_sequence_last_value('postroom.queue_generation');
comment on column postroom.delivery_queue.generation is
'Queued rows of about the same time share one; it leads the indexes, so that what has been taken from
others is never met (jobs.generations).';
comment on column postroom.delivery_queue.valid_until is
'From when on no provider is asked any more (jobs.end_validity); null: for ever.';
comment on column postroom.callback_queue.generation is 'As in delivery_queue.';

-- squawk-ignore require-concurrent-index-deletion
drop index postroom.delivery_queue_due;
create index delivery_queue_due on postroom.delivery_queue (lane, generation, service_id, due_at)
where leased_until is null;
-- squawk-ignore require-concurrent-index-deletion
drop index postroom.delivery_queue_leased;
create index delivery_queue_leased on postroom.delivery_queue (lane, generation, leased_until)
where leased_until is not null;
create index delivery_queue_validity on postroom.delivery_queue (generation, valid_until)
where valid_until is not null;
-- squawk-ignore require-concurrent-index-deletion
drop index postroom.callback_queue_due;
create index callback_queue_due on postroom.callback_queue (generation, service_id, due_at);

create table postroom.validities (
    notification_id uuid primary key,
    valid_until timestamptz not null,
    -- When it was given up for that; null: a letter that is not with a printer yet.
    ended_at timestamptz
);
create index validities_open on postroom.validities (valid_until) where ended_at is null;
comment on table postroom.validities is
'Of messages with an end (valid_until): those that met it, and letters on their way to a printer, also
while they are in no queue. For as long as their facts (ops.tidy_up).';
grant select on postroom.queue_generations, postroom.validities to postroom_readonly;
