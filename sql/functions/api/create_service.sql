create or replace function api.create_service(
    name text,
    normalised_name text,
    created_by_id uuid,
    restricted boolean default true,
    sms_sender text default 'POSTROOM',
    sms_message_limit bigint default 250000,
    email_message_limit bigint default 250000,
    letter_message_limit bigint default 20000
)
    returns uuid
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
begin
    insert into services (
        id, name, normalised_name, email_sender_local_part, created_by_id, restricted,
        sms_message_limit, email_message_limit, letter_message_limit
    ) values (
        new_id, create_service.name, create_service.normalised_name,
        create_service.normalised_name, create_service.created_by_id,
        create_service.restricted, create_service.sms_message_limit,
        create_service.email_message_limit, create_service.letter_message_limit
    );
    insert into service_users (service_id, user_id, permissions)
    values (
        new_id, create_service.created_by_id,
        array[
            'manage_users', 'manage_templates', 'manage_settings', 'send_texts',
            'send_emails', 'send_letters', 'manage_api_keys', 'view_activity'
        ]
    );
    insert into sms_senders (service_id, sender, is_default)
    values (new_id, create_service.sms_sender, true);
    return new_id;
end
$$;

comment on function api.create_service is
'Adds a service with its creator as first member and a default text message sender; the
normalised name is also the local part of its email address.
Raises unique_violation (services_name_key, services_normalised_name_key).';

grant execute on function api.create_service to postroom_api;
