create view reading.notifications with (security_barrier) as
select
    n.id,
    n.day,
    n.kept_until,
    n.service_id,
    n.created_at,
    n.notification_type,
    n.key_type,
    n.status,
    n.template_id,
    n.template_version,
    n.api_key_id,
    n.job_id,
    n.created_by_id,
    n.client_reference
from postroom.notifications as n
where n.kept_until >= postroom.today()
-- A barrier lets conditions in, but no order: in its own order an index is read only as far as a
-- page needs.
order by n.id desc;

comment on view reading.notifications is
'Messages that are still kept, newest first, without contents. Ask for a service and for days.';

grant select on reading.notifications to postroom_api;
grant select (
    id, day, kept_until, service_id, created_at, notification_type, key_type, status, template_id,
    template_version, api_key_id, job_id
) on reading.notifications to postroom_dba, postroom_readonly;
