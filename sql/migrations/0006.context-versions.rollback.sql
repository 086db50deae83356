drop function postroom.stamp_services_of_users() cascade;
drop function postroom.stamp_services() cascade;
drop function postroom.stamp_service() cascade;
