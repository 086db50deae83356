alter default privileges grant execute on functions to public;
drop schema procrastinate;
drop schema moving;
drop schema archive;
drop schema expired;
drop schema ops;
drop schema jobs;
drop schema api;
drop schema postroom;
