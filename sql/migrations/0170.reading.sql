-- The schema of the views over which the API composes its lists. The views themselves are loaded
-- from sql/views like functions, so a migration that changes a column which they show first drops
-- them: they come back once the migrations are done.
-- depends: 0145.pauses

create schema reading;
grant usage on schema reading to postroom_api, postroom_dba, postroom_readonly;

-- What a view calls is called with the rights of who asks.
grant execute on function
postroom.now(), postroom.today(), postroom.local_day(timestamptz)
to postroom_api, postroom_dba, postroom_readonly;
