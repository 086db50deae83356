create view reading.inbound_messages with (security_barrier) as
select
    m.id,
    m.kept_until,
    m.service_id,
    m.created_at,
    m.notify_number,
    m.user_number,
    m.content
from postroom.inbound_messages as m
where m.kept_until >= postroom.today()
-- As in reading.notifications.
order by m.id desc;

comment on view reading.inbound_messages is
'Text messages that services received and still keep, newest first. Ask for a service and for
last days.';

grant select on reading.inbound_messages to postroom_api;
