drop function postroom.uuid7_floor;
drop function postroom.uuid7_day;
drop function postroom.uuid7_time;
drop function postroom.uuid7;
drop function postroom.today;
drop function postroom.local_day;
drop function postroom.now;
