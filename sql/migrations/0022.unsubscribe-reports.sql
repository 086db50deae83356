-- What services fetched of their unsubscribe requests, and whether they have dealt with it.
-- depends: 0021.unsubscribe-requests

create table postroom.unsubscribe_reports (
    created_at timestamptz not null default postroom.now(),
    -- As the caller saw them.
    earliest_at timestamptz not null,
    latest_at timestamptz not null,
    processed_at timestamptz,
    count int not null,
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services
);
comment on table postroom.unsubscribe_reports is
'Batches of unsubscribe requests, as services fetch them.';
create index unsubscribe_reports_service on postroom.unsubscribe_reports (service_id);

alter table postroom.unsubscribe_requests add column report_id uuid;
