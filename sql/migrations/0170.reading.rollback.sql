revoke execute on function
postroom.now(), postroom.today(), postroom.local_day(timestamptz)
from postroom_api, postroom_dba, postroom_readonly;
drop schema reading cascade;
