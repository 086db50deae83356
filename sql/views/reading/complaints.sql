create view reading.complaints with (security_barrier) as
select
    c.id,
    c.notification_id,
    c.service_id,
    s.name as service_name,
    c.feedback_id,
    c.complaint_type,
    c.complained_at,
    c.created_at
from postroom.complaints as c
inner join postroom.services as s on c.service_id = s.id;

comment on view reading.complaints is 'Complaints about emails; they are without personal data.';

grant select on reading.complaints to postroom_api, postroom_dba, postroom_readonly;
