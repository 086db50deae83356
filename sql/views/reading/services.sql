create view reading.services with (security_barrier) as
select
    s.id,
    s.name,
    s.active,
    s.restricted,
    s.created_at
from postroom.services as s;

comment on view reading.services is 'Services, as a search of them shows them.';

grant select on reading.services to postroom_api, postroom_dba, postroom_readonly;
