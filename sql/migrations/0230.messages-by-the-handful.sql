-- Messages come in by the handful (api.send_notifications), ids carry their shard, and what counts
-- towards a day's limit moves on to a new row every few seconds.
-- depends: 0220.printing

-- The tables are small: what counts today, what waits now.
-- squawk-ignore-file ban-drop-constraint, constraint-missing-not-valid
-- squawk-ignore-file adding-serial-primary-key-field

create type postroom.new_message as (
    service_id uuid,
    -- What the sender knew of the service (api.check_context); null: whatever it is.
    context_version bigint,
    notification_type text,
    api_key_id uuid,
    key_type text,
    template_id uuid,
    template_version int,
    recipient text,
    normalised_recipient text,
    -- JSON as text, which may hold U+0000 where a value inside JSON may not.
    personalisation text,
    client_reference text,
    reply_to_text text,
    unsubscribe_url text,
    billable_units int,
    international boolean,
    phone_prefix text,
    rate_multiplier int,
    expects_receipt boolean,
    -- Checked like any other, but nothing is stored.
    simulated boolean,
    -- Whether the day's limits hold for it.
    limited boolean,
    status text,
    postage text,
    -- A letter's name to its printer, and its file.
    letter_reference text,
    pdf_key text,
    due_in interval,
    -- Files that it links to, as api.keep_documents takes them.
    documents jsonb,
    -- Who sent it by hand, and what the admin app calls an uploaded letter.
    created_by_id uuid,
    file_id uuid,
    -- The upload that it is a row of.
    job_id uuid,
    job_row_number int
);
comment on type postroom.new_message is
'A validated message as api.accept_messages takes it; what is null takes its default.';

create function postroom.shard(service_id uuid)
    returns int
    language sql immutable strict parallel safe
    return ('x' || right(shard.service_id::text, 3))::bit(12)::int & 1023;
comment on function postroom.shard(uuid) is
    'The logical shard of a service, 0 to 1023: the last ten bits of its id.';

create function postroom.uuid7(at timestamptz, shard int)
    returns uuid
    language sql volatile parallel safe
    return encode(
        -- 48 bits of milliseconds, version 7, ten bits of the shard; what follows is random.
        overlay(
            uuid_send(gen_random_uuid()),
            int8send(
                (floor(extract(epoch from uuid7.at) * 1000)::bigint << 16)
                | 28672 | (uuid7.shard << 2) | floor(random() * 4)::int
            ),
            1, 8
        ),
        'hex'
    )::uuid;
comment on function postroom.uuid7(timestamptz, int) is
'A new UUID version 7 that carries the given moment in milliseconds and, in the ten bits after its
version, a shard (postroom.shard).';

-- Each slot is one row, which moves on every few seconds: while somebody holds a snapshot, a row
-- that is counted up and up keeps all its versions, and whoever reads it meets them.
alter table postroom.daily_counts add column bucket int not null default 0;
alter table postroom.daily_counts drop constraint daily_counts_pkey;
alter table postroom.daily_counts add constraint daily_counts_pkey
primary key (service_id, day, kind, slot, bucket);
comment on column postroom.daily_counts.bucket is
'Tens of seconds since the day began (UTC), when the row came in the place of the one before.';
