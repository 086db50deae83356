create or replace function api.create_organisation(details jsonb)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    d organisations := jsonb_populate_record(null::organisations, create_organisation.details);
begin
    if d.organisation_type like 'nhs%' then
        d.email_branding_id := api.nhs_email_branding();
        d.letter_branding_id := api.nhs_letter_branding();
    end if;
    insert into organisations (
        name, active, crown, organisation_type, agreement_signed, agreement_signed_at,
        agreement_signed_by_id, agreement_signed_on_behalf_of_name,
        agreement_signed_on_behalf_of_email_address, agreement_signed_version,
        email_branding_id, letter_branding_id, can_approve_own_go_live_requests, permissions,
        request_to_go_live_notes, notes, purchase_order_number, billing_contact_names,
        billing_contact_email_addresses, billing_reference
    ) values (
        d.name, coalesce(d.active, true), d.crown, d.organisation_type, d.agreement_signed,
        d.agreement_signed_at, d.agreement_signed_by_id, d.agreement_signed_on_behalf_of_name,
        d.agreement_signed_on_behalf_of_email_address, d.agreement_signed_version,
        d.email_branding_id, d.letter_branding_id,
        coalesce(d.can_approve_own_go_live_requests, false), '{can_ask_to_join_a_service}',
        d.request_to_go_live_notes, d.notes, d.purchase_order_number, d.billing_contact_names,
        d.billing_contact_email_addresses, d.billing_reference
    )
    returning * into d;
    perform api.add_defaults_to_pools(d);
    return api.describe_organisation(d);
exception
    when unique_violation then
        perform api.fail(400, null, 'Organisation name already exists');
        return null;
end
$$;

comment on function api.create_organisation is
'Adds an organisation with these columns, which the caller has checked, whose people may ask to
join its services. One of the health service begins with its brandings.
Raises NT400 for a name that is taken.';

grant execute on function api.create_organisation to postroom_api;
