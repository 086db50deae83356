create or replace function api.update_service(service_id uuid, changes jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c services;
begin
    select * into c from services as s where s.id = update_service.service_id for update;
    if not found then
        perform api.not_found();
    end if;
    c := jsonb_populate_record(c, update_service.changes);
    if not exists (select from organisations as o where o.id = c.organisation_id)
        and c.organisation_id is not null
    then
        perform api.fail(400, 'organisation', 'There is no such organisation.');
    end if;
    if c.email_branding_id <> api.nhs_email_branding() then
        perform api.fail(400, 'email_branding', 'There is no such branding.');
    end if;
    if c.letter_branding_id <> api.nhs_letter_branding() then
        perform api.fail(400, 'letter_branding', 'There is no such branding.');
    end if;
    update services as s
    set version = s.version + 1,
        updated_at = now(),
        name = c.name,
        normalised_name = c.normalised_name,
        email_sender_local_part = c.email_sender_local_part,
        custom_email_sender_name = c.custom_email_sender_name,
        active = c.active,
        restricted = c.restricted,
        permissions = c.permissions,
        email_message_limit = c.email_message_limit,
        sms_message_limit = c.sms_message_limit,
        letter_message_limit = c.letter_message_limit,
        international_sms_message_limit = c.international_sms_message_limit,
        rate_limit = c.rate_limit,
        prefix_sms = c.prefix_sms,
        contact_link = c.contact_link,
        organisation_id = c.organisation_id,
        organisation_type = c.organisation_type,
        email_branding_id = c.email_branding_id,
        letter_branding_id = c.letter_branding_id,
        count_as_live = c.count_as_live,
        go_live_user_id = c.go_live_user_id,
        go_live_at = c.go_live_at,
        has_active_go_live_request = c.has_active_go_live_request,
        confirmed_unique = c.confirmed_unique,
        confirmed_email_sender_name = c.confirmed_email_sender_name,
        consent_to_research = c.consent_to_research,
        volume_sms = c.volume_sms,
        volume_email = c.volume_email,
        volume_letter = c.volume_letter,
        notes = c.notes,
        purchase_order_number = c.purchase_order_number,
        billing_reference = c.billing_reference,
        billing_contact_names = c.billing_contact_names,
        billing_contact_email_addresses = c.billing_contact_email_addresses,
        created_by_id = c.created_by_id
    where s.id = update_service.service_id;
exception
    when unique_violation then
        perform api.fail(400, 'name', format('Duplicate service name ''%s''', c.name));
end
$$;

comment on function api.update_service is
'Sets the columns named in the changes, which the caller has checked, and makes a new version
even when nothing differs. Raises NT404, and NT400 for a name that is taken, an organisation or a
branding that is not there.';

grant execute on function api.update_service to postroom_api;
