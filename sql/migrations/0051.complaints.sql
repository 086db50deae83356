-- Recipients who told their mail provider that an email is spam.
-- depends: 0050.callback-queue

create table postroom.complaints (
    created_at timestamptz not null default postroom.now(),
    -- When the recipient complained, if the provider says so.
    complained_at timestamptz,
    id uuid primary key default gen_random_uuid(),
    notification_id uuid not null,
    service_id uuid not null references postroom.services,
    feedback_id text,
    complaint_type text,
    -- A provider that tells again stores nothing twice.
    constraint complaints_once unique nulls not distinct (notification_id, feedback_id)
);
comment on table postroom.complaints is
'Complaints about emails, without personal data.';
create index complaints_created_at on postroom.complaints (created_at);

-- A complaint may overtake the write that stores its reference, as receipts do.
create table postroom.early_complaints (
    parked_at timestamptz not null default postroom.now(),
    sent_at timestamptz,
    complained_at timestamptz,
    reference text not null,
    feedback_id text,
    complaint_type text,
    constraint early_complaints_once unique nulls not distinct (reference, feedback_id)
);

-- Those parked a moment ago are looked at again: their message may have been stored meanwhile.
alter table postroom.early_receipts add column parked_at timestamptz;
update postroom.early_receipts set parked_at = received_at;
alter table postroom.early_receipts alter column parked_at set default postroom.now();

grant select on postroom.complaints to postroom_readonly;
