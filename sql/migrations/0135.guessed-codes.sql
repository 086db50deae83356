-- Guesses at sign-in codes are counted for each code and for each person, apart from passwords.
-- depends: 0090.one-check

alter table postroom.verify_codes add column failed_guesses int not null default 0;

alter table postroom.users add column failed_code_count int not null default 0;
-- When the guesses that are counted began.
alter table postroom.users add column failed_codes_since timestamptz;
