-- Tables live in "postroom"; functions that Flask calls in "api", that workers call in
-- "jobs", that DBAs call in "ops". Partitions on their way out live in "expired"
-- (personal data, dropped next) and "archive" (facts past the horizon). "reading" holds the views
-- over which the API composes its lists, loaded from sql/views like functions; "moving" what leaves
-- a default partition.
-- depends:

create schema postroom;
create schema api;
create schema jobs;
create schema ops;
create schema expired;
create schema archive;
create schema procrastinate;
create schema reading;
create schema moving;

grant usage on schema api to postroom_api;
grant usage on schema jobs to postroom_worker;
grant usage on schema ops to postroom_dba, postroom_worker, postroom_readonly;
grant usage on schema reading to postroom_api, postroom_dba, postroom_readonly;
grant usage on schema postroom to postroom_readonly;

-- Nobody may execute a function until its own file grants it.
alter default privileges revoke execute on functions from public;
