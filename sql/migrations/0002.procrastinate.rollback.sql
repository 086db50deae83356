drop schema procrastinate cascade;
create schema procrastinate;
