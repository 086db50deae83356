alter table postroom.users drop column failed_codes_since;
alter table postroom.users drop column failed_code_count;
alter table postroom.verify_codes drop column failed_guesses;
