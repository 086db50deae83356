drop function postroom.uuid7_day(uuid);
drop function postroom.uuid7_time(uuid);
drop function postroom.uuid7(timestamptz);
drop function postroom.today();
drop function postroom.local_day(timestamptz);
drop function postroom.now();
