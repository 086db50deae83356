-- Files of what a service sent, which its people ask for and fetch from the object store.
-- depends: 0070.uploaded-letters

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
