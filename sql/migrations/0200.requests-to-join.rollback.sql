delete from postroom.template_versions where template_id in (
    '77677459-f862-44ee-96d9-b8cb2323d407', '38bcd263-6ce8-431f-979d-8e637c1f0576',
    '4d8ee728-100e-4f0e-8793-5638cfa4ffa4'
);
delete from postroom.templates where id in (
    '77677459-f862-44ee-96d9-b8cb2323d407', '38bcd263-6ce8-431f-979d-8e637c1f0576',
    '4d8ee728-100e-4f0e-8793-5638cfa4ffa4'
);
delete from postroom.provider_details where identifier = 'dvla';
drop table postroom.protected_sender_ids;
drop table postroom.join_requests;
