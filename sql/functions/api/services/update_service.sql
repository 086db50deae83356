create or replace function api.update_service(service_id uuid, changes jsonb)
    returns table (service jsonb, to_tell jsonb)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    old services;
    c services;
begin
    select * into old from services as s where s.id = update_service.service_id for update;
    if not found then
        perform api.not_found();
    end if;
    c := jsonb_populate_record(old, update_service.changes);
    if update_service.changes ?| '{name, custom_email_sender_name}'
        and c.custom_email_sender_name is null
    then
        c.email_sender_local_part := c.normalised_name;
    end if;
    perform api.check_belongings(c);
    update services as s
    set (
        name, normalised_name, email_sender_local_part, custom_email_sender_name, active,
        restricted, permissions, email_message_limit, sms_message_limit, letter_message_limit,
        international_sms_message_limit, rate_limit, pace, prefix_sms, contact_link, organisation_id,
        organisation_type, email_branding_id, letter_branding_id, count_as_live,
        go_live_user_id, go_live_at, has_active_go_live_request, confirmed_unique,
        confirmed_email_sender_name, consent_to_research, volume_sms, volume_email,
        volume_letter, notes, purchase_order_number, billing_reference, billing_contact_names,
        billing_contact_email_addresses, created_by_id, version, updated_at
    ) = row(
        c.name, c.normalised_name, c.email_sender_local_part, c.custom_email_sender_name, c.active,
        c.restricted, c.permissions, c.email_message_limit, c.sms_message_limit,
        c.letter_message_limit, c.international_sms_message_limit, c.rate_limit, c.pace, c.prefix_sms,
        c.contact_link, c.organisation_id, c.organisation_type, c.email_branding_id,
        c.letter_branding_id, c.count_as_live, c.go_live_user_id, c.go_live_at,
        c.has_active_go_live_request, c.confirmed_unique, c.confirmed_email_sender_name,
        c.consent_to_research, c.volume_sms, c.volume_email, c.volume_letter, c.notes,
        c.purchase_order_number, c.billing_reference, c.billing_contact_names,
        c.billing_contact_email_addresses, c.created_by_id, s.version + 1, now()
    )
    where s.id = c.id
    returning s.* into c;
    return query select
        api.describe_service(c),
        case when old.restricted and not c.restricted
            then api.list_active_members(c.id) else '[]' end;
exception
    when unique_violation then
        perform api.fail(400, 'name', format('Duplicate service name ''%s''', c.name));
end
$$;

comment on function api.update_service is
'Sets the columns named in the changes, which the caller has checked, and makes a new version
even when nothing differs. Without a name of its own for emails a service sends them under its name.
Returns the service as it is now and, when this very call made it live, the members to tell so:
however many ask for that at once, one call returns them. Raises NT404, and NT400 for a name that
is taken, an organisation or a branding that is not there. Locks: the service''s row.';

grant execute on function api.update_service to postroom_api;
