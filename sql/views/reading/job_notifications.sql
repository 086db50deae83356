create view reading.job_notifications with (security_barrier) as
select
    n.id,
    n.day,
    n.kept_until,
    n.service_id,
    n.job_id,
    n.job_row_number,
    n.notification_type,
    n.status
from postroom.notifications as n
where n.job_id is not null and n.kept_until >= postroom.today()
-- As in reading.notifications; this is the order of index notifications_job.
order by n.job_row_number;

comment on view reading.job_notifications is
'Messages of uploads that are still kept, in the order of the file''s rows, without contents. Ask
for an upload and for days.';

grant select on reading.job_notifications to postroom_api, postroom_dba, postroom_readonly;
