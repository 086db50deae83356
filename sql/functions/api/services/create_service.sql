create or replace function api.create_service(
    name text,
    normalised_name text,
    created_by_id uuid,
    restricted boolean default true,
    sms_sender text default 'POSTROOM',
    sms_message_limit bigint default 250000,
    email_message_limit bigint default 250000,
    letter_message_limit bigint default 20000,
    email_sender_local_part text default null,
    user_id uuid default null,
    details jsonb default '{}'
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
    d services := jsonb_populate_record(null::services, create_service.details);
    member users;
begin
    select * into member from users as u
    where u.id = coalesce(create_service.user_id, create_service.created_by_id);
    if not found then
        perform api.not_found();
    end if;
    d := api.first_belongings(d, member.email_address);
    insert into services (
        id, name, normalised_name, email_sender_local_part, created_by_id, restricted,
        sms_message_limit, email_message_limit, letter_message_limit,
        international_sms_message_limit, rate_limit, prefix_sms, contact_link, crown,
        organisation_id, organisation_type, email_branding_id, letter_branding_id,
        count_as_live, custom_email_sender_name, consent_to_research, volume_sms,
        volume_email, volume_letter, notes, purchase_order_number, billing_reference,
        billing_contact_names, billing_contact_email_addresses
    ) values (
        new_id, create_service.name, create_service.normalised_name,
        coalesce(create_service.email_sender_local_part, create_service.normalised_name),
        create_service.created_by_id, create_service.restricted,
        create_service.sms_message_limit, create_service.email_message_limit,
        create_service.letter_message_limit,
        coalesce(d.international_sms_message_limit, 250000), coalesce(d.rate_limit, 3000),
        coalesce(d.prefix_sms, false), d.contact_link,
        d.crown, d.organisation_id, d.organisation_type, d.email_branding_id,
        d.letter_branding_id,
        not member.platform_admin, d.custom_email_sender_name, d.consent_to_research,
        d.volume_sms, d.volume_email, d.volume_letter, d.notes, d.purchase_order_number,
        d.billing_reference, d.billing_contact_names, d.billing_contact_email_addresses
    );
    insert into service_users (service_id, user_id, permissions)
    values (
        new_id, member.id,
        array[
            'manage_users', 'manage_templates', 'manage_settings', 'send_texts',
            'send_emails', 'send_letters', 'manage_api_keys', 'view_activity'
        ]
    );
    insert into sms_senders (service_id, sender, is_default)
    values (new_id, create_service.sms_sender, true);
    perform api.set_default_allowance(new_id, api.financial_year(today()));
    return api.read_service(new_id);
exception
    when unique_violation then
        perform api.fail(
            400, 'name', format('Duplicate service name ''%s''', create_service.name)
        );
        return null;
end
$$;

comment on function api.create_service is
'Adds a service with its first member (the creator unless said), a default text message sender
and this year''s allowance. The normalised name is also the local part of its email address,
unless said. Details: further columns by name; its organisation comes from api.first_belongings. Returns the service as api.read_service does.
Raises NT404 for an unknown member, NT400 for a name that is taken, also once normalised.';

grant execute on function api.create_service to postroom_api;
