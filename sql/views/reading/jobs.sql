create view reading.jobs with (security_barrier) as
select
    j.id,
    j.service_id,
    j.template_id,
    j.template_version,
    j.original_file_name,
    j.notification_count,
    j.status,
    j.contact_list_id,
    j.scheduled_for,
    j.processing_started_at,
    j.processing_finished_at,
    j.created_at,
    postroom.local_day(j.created_at) as created_on,
    -- Its messages are of these days.
    postroom.local_day(j.processing_started_at) as first_day,
    postroom.local_day(coalesce(j.processing_finished_at, postroom.now())) as last_day
from postroom.jobs as j;

comment on view reading.jobs is 'Uploads.';

grant select on reading.jobs to postroom_api;
-- Without the file's name, which can be about people.
grant select (
    id, service_id, template_id, template_version, notification_count, status, contact_list_id,
    scheduled_for, processing_started_at, processing_finished_at, created_at, created_on,
    first_day, last_day
) on reading.jobs to postroom_dba, postroom_readonly;
