delete from postroom.template_versions
where template_id in (
    select t.id from postroom.templates as t
    where t.service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553'
);
delete from postroom.templates where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.allowances where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.inbound_numbers where number = '07984404008';
delete from postroom.email_reply_to_addresses
where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.sms_senders where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.service_users where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.versions where service_id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.services where id = 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553';
delete from postroom.users where id = '6af522d0-2915-4e52-83a3-3690455a5fe6';
