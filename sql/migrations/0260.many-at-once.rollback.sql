drop table postroom.idempotency_keys;
alter type postroom.new_message drop attribute answer;
alter type postroom.new_message drop attribute request;
alter type postroom.new_message drop attribute idempotency_key;
alter type postroom.new_message drop attribute valid_until;
alter table postroom.jobs drop column valid_until, drop column key_type, drop column api_key_id;
alter table postroom.services drop column pace;
