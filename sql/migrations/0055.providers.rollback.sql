drop function postroom.uuid7_floor;
drop table postroom.provider_breakers;
drop table postroom.provider_calls;
drop trigger keep_version on postroom.provider_details;
drop trigger keep_first_version on postroom.provider_details;
drop function postroom.keep_provider_version;
drop table postroom.provider_versions;
update postroom.provider_details set display_name = 'Amazon SES' where identifier = 'ses';
alter table postroom.provider_details drop column reason, drop column resting_point;
