create view reading.users with (security_barrier) as
select
    u.id,
    u.name,
    u.email_address,
    u.mobile_number,
    u.created_at
from postroom.users as u;

comment on view reading.users is 'People, as a search of them shows them.';

grant select on reading.users to postroom_api;
