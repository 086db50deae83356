create view reading.notification_contents with (security_barrier) as
select
    c.id,
    c.kept_until,
    c.service_id,
    c.normalised_recipient
from postroom.notification_contents as c
where c.kept_until >= postroom.today();

comment on view reading.notification_contents is
'Recipients of messages that are still kept, as they are searched. Ask for an id and for days.';

grant select on reading.notification_contents to postroom_api;
