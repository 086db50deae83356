-- The two trees: facts by day of creation, personal data by the last day of its class.
-- ops.maintain_partitions() hands both to pg_partman and makes their partitions.
-- depends: 0005.templates

-- squawk-ignore-file ban-drop-constraint

create function postroom.are_facts(
    created_at timestamptz, id uuid, day date, notification_type text, key_type text,
    status text, postage text, cost_threshold text
)
    returns boolean
    language plpgsql immutable parallel safe
as $$
begin
    return are_facts.created_at = postroom.uuid7_time(are_facts.id)
        and are_facts.day = postroom.local_day(are_facts.created_at)
        and are_facts.notification_type in ('sms', 'email', 'letter')
        and are_facts.key_type in ('normal', 'team', 'test')
        and are_facts.status in (
            'created', 'sending', 'sent', 'delivered', 'pending', 'failed', 'technical-failure',
            'temporary-failure', 'permanent-failure', 'pending-virus-check', 'validation-failed',
            'virus-scan-failed', 'returned-letter', 'cancelled'
        )
        and (
            are_facts.postage is null
            or are_facts.postage in ('first', 'second', 'economy', 'europe', 'rest-of-world')
        )
        and (
            are_facts.cost_threshold is null
            or are_facts.cost_threshold in ('sorted', 'unsorted')
        );
end
$$;
comment on function postroom.are_facts(timestamptz, uuid, date, text, text, text, text, text) is
    'Whether a message''s time and day are those inside its id, and the rest are words we know.';

create table postroom.notifications (
    created_at timestamptz not null,
    sent_at timestamptz,
    updated_at timestamptz,
    day date not null,
    kept_until date not null,
    -- When the printer handed a letter to the post, and how the post counts it.
    despatched_on date,
    template_version int not null,
    billable_units int not null default 0,
    rate_multiplier int,
    job_row_number int,
    document_download_count int,
    id uuid not null,
    service_id uuid not null,
    template_id uuid not null,
    api_key_id uuid,
    job_id uuid,
    created_by_id uuid,
    international boolean not null default false,
    -- Whether the recipient's country reports delivery: if not, "sent" is the end.
    expects_receipt boolean not null default true,
    notification_type text not null,
    key_type text not null,
    status text not null,
    sent_by text,
    provider_reference text,
    client_reference text,
    phone_prefix text,
    postage text,
    cost_threshold text,
    primary key (id, day, service_id),
    constraint are_facts check (
        postroom.are_facts(
            created_at, id, day, notification_type, key_type, status, postage, cost_threshold
        )
    )
) partition by range (day);
comment on table postroom.notifications is
'What happened, without personal data; also the history. One partition a local day of creation.';
create index notifications_service on postroom.notifications (service_id, id);
create index notifications_provider_reference on postroom.notifications (provider_reference)
where provider_reference is not null;

-- What the nightly run looks for by its last day; columns that never change, so that
-- status updates stay HOT.
create index notifications_letters on postroom.notifications (kept_until)
where notification_type = 'letter';
create index notifications_tests on postroom.notifications (kept_until)
where key_type = 'test';

-- Letters by despatch; null until then, so the index holds them alone.
create index notifications_despatched on postroom.notifications (despatched_on)
where despatched_on is not null;

-- A job's rows in their order, and how they are doing.
create index notifications_job on postroom.notifications (job_id, job_row_number)
where job_id is not null;

create table postroom.notification_contents (
    kept_until date not null,
    id uuid not null,
    service_id uuid not null,
    recipient text not null,
    normalised_recipient text not null,
    -- json, not jsonb: a value may hold U+0000, which jsonb refuses.
    personalisation json not null default '{}',
    -- The sender's text or reply-to address as chosen at the time of sending.
    reply_to_text text,
    unsubscribe_url text,
    -- A letter's file, which lives exactly as long as the row that names it.
    pdf_key text,
    -- What is wrong with a PDF that cannot be printed: {"message", "invalid_pages", "page_count"}.
    pdf_fault json,
    -- The admin app knows letters that people upload as PDFs by the id of their file, which is
    -- not an id of ours.
    file_id uuid,
    primary key (id, kept_until, service_id)
) partition by range (kept_until);
comment on table postroom.notification_contents is
'Personal data. One partition a day on which it is forgotten; rows leave by partition drop.';
create index notification_contents_recipient
on postroom.notification_contents (normalised_recipient, service_id);
create index notification_contents_file on postroom.notification_contents (file_id)
where file_id is not null;

-- A legal hold keeps a service's contents past their day. They leave the tree on that day,
-- so that no endpoint can see them, and wait here for the hold's release.
create table postroom.legal_holds (
    service_id uuid primary key references postroom.services,
    reason text not null,
    held_by text not null default session_user,
    held_at timestamptz not null default now()
);

create table postroom.held_contents (
    like postroom.notification_contents including defaults,
    primary key (id, service_id)
);
create index held_contents_service on postroom.held_contents (service_id);

-- A service finds its messages by its own reference, without reading all that it has sent.
create index notifications_reference on postroom.notifications (service_id, client_reference, id)
where client_reference is not null;

-- Letters that are not at their end, so that looking for those that wait too long, every minute,
-- need not look at every day of the history.
create table postroom.open_letters (
    notification_id uuid primary key,
    day date not null
);
comment on table postroom.open_letters is
'Letters that wait or are on their way: of older days, alerts look at those of these alone.';
create index open_letters_day on postroom.open_letters (day);

create function postroom.note_open_letter()
    returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if tg_op = 'DELETE' then
        delete from open_letters as o where o.notification_id = old.id;
    elsif new.status in ('pending-virus-check', 'created', 'sending') then
        insert into open_letters (notification_id, day) values (new.id, new.day)
        on conflict do nothing;
    else
        delete from open_letters as o where o.notification_id = new.id;
    end if;
    return null;
end
$$;
comment on function postroom.note_open_letter() is
    'Keeps postroom.open_letters as the letters are.';

create trigger note_open_letter after insert or update of status on postroom.notifications
for each row when (new.notification_type = 'letter')
execute function postroom.note_open_letter();

create trigger note_deleted_letter after delete on postroom.notifications
for each row when (old.notification_type = 'letter')
execute function postroom.note_open_letter();

-- Where rows of a default partition are copied to while they get days of their own
-- (ops.empty_default), and what changed among them meanwhile.
create table moving.changes (
    number bigint primary key generated always as identity,
    tree text not null,
    id uuid not null
);
comment on table moving.changes is
'Rows of a default partition that were written after ops.empty_default began to copy it.';

create function moving.note_change()
    returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into moving.changes (tree, id) values (tg_argv[0], coalesce(new.id, old.id));
    return null;
end
$$;
comment on function moving.note_change() is
    'Remembers which row of a default partition was written, for ops.copy_changes.';
