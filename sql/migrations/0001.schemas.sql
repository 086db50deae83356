-- Tables live in "postroom"; functions that Flask calls in "api", that workers call in
-- "jobs", that DBAs call in "ops". Partitions on their way out live in "expired"
-- (personal data, dropped next) and "archive" (facts past the horizon).
-- depends:

create schema postroom;
create schema api;
create schema jobs;
create schema ops;
create schema expired;
create schema archive;
create schema procrastinate;
grant usage on schema api to postroom_api;
grant usage on schema jobs to postroom_worker;
grant usage on schema ops to postroom_dba, postroom_worker, postroom_readonly;
create schema moving;
grant usage on schema postroom to postroom_readonly;

-- Nobody may execute a function until its own file grants it.
alter default privileges revoke execute on functions from public;
