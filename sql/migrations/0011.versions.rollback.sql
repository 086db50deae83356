drop trigger keep_version on postroom.api_keys;
drop trigger keep_first_version on postroom.api_keys;
drop trigger keep_version on postroom.services;
drop trigger keep_first_version on postroom.services;
drop table postroom.versions;
drop table postroom.service_callbacks;
drop function postroom.keep_version();
