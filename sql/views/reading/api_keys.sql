create view reading.api_keys with (security_barrier) as
select
    k.id,
    k.service_id,
    k.name,
    k.key_type,
    k.created_by_id,
    k.version,
    k.created_at,
    k.updated_at,
    k.expires_at
from postroom.api_keys as k;

comment on view reading.api_keys is 'API keys without their secrets.';

grant select on reading.api_keys to postroom_api, postroom_dba, postroom_readonly;
