-- Uploads: a CSV file of recipients in the object store, and how far its rows have become
-- notifications. Reports: files of what a service sent, which its people ask for and fetch.
-- depends: 0007.queues-and-limits

create table postroom.jobs (
    -- The admin app's.
    id uuid primary key,
    service_id uuid not null references postroom.services,
    template_id uuid not null references postroom.templates,
    template_version int not null,
    original_file_name text not null,
    -- Where the file lies in the object store.
    file_key text not null,
    -- What the admin app counted; what the file has, once it has been read.
    notification_count int not null check (notification_count >= 0),
    -- The cursor: it moves in the transaction that stores the rows before it, so no row can
    -- be left out or stored twice.
    rows_stored int not null default 0 check (rows_stored between 0 and notification_count),
    status text not null check (status in (
        'scheduled', 'pending', 'in progress', 'finished', 'finished all notifications created',
        'sending limits exceeded', 'cancelled', 'error', 'ready to send', 'sent to dvla'
    )),
    sender_id uuid,
    contact_list_id uuid references postroom.contact_lists,
    created_by_id uuid references postroom.users,
    scheduled_for timestamptz,
    -- When it is to be started, or started again if nobody is at it; null once it is over.
    due_at timestamptz,
    processing_started_at timestamptz,
    processing_finished_at timestamptz,
    -- The file has been forgotten.
    archived boolean not null default false,
    -- [{"status", "count"}], kept once nothing can change any more.
    statistics jsonb,
    created_at timestamptz not null,
    updated_at timestamptz
);
comment on table postroom.jobs is
'Uploads. Their rows are notifications with this job_id and the row''s number from 0.';
create index jobs_service on postroom.jobs (service_id, created_at);
create index jobs_contact_list on postroom.jobs (contact_list_id)
where contact_list_id is not null;

-- What periodic tasks look for.
create index jobs_due on postroom.jobs (due_at) where due_at is not null;
create index jobs_finished on postroom.jobs (processing_finished_at) where status = 'finished';
create index jobs_uncounted on postroom.jobs (processing_finished_at)
where statistics is null and processing_finished_at is not null;
create index jobs_unarchived on postroom.jobs (created_at) where not archived;

-- Without the file's name, which can be about people.
grant select (
    id, service_id, template_id, template_version, notification_count, rows_stored, status,
    scheduled_for, due_at, processing_started_at, processing_finished_at, archived, created_at,
    updated_at
) on postroom.jobs to postroom_readonly;

create table postroom.reports (
    created_at timestamptz not null default postroom.now(),
    updated_at timestamptz,
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    user_id uuid not null references postroom.users,
    notification_type text not null check (notification_type in ('sms', 'email', 'letter')),
    notification_status text not null
    check (notification_status in ('all', 'sending', 'delivered', 'failed')),
    status text not null default 'pending'
    check (status in ('pending', 'in progress', 'stored', 'failed', 'deleted'))
);
comment on table postroom.reports is
'Reports of what a service sent. The file of one that is stored lies in the object store under
postroom.report_key() until it is deleted.';
create index reports_user on postroom.reports (user_id, service_id, created_at);
create index reports_present on postroom.reports (created_at) where status <> 'deleted';

-- The place that the admin app reads.
create function postroom.report_key(id uuid)
    returns text
    language sql immutable strict parallel safe
    return format('report-requests-download/notifications_report/%s.csv', report_key.id);
comment on function postroom.report_key(uuid) is 'The key of a report''s file in the object store.';
grant select on postroom.reports to postroom_readonly;
