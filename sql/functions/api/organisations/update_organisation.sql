create or replace function api.update_organisation(organisation_id uuid, changes jsonb)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    o organisations;
    given jsonb := update_organisation.changes - '{permissions,domains}'::text[];
    domains jsonb := update_organisation.changes -> 'domains';
    fault text;
begin
    select * into o from organisations as old
    where old.id = update_organisation.organisation_id for update;
    if not found then
        perform api.not_found();
    end if;
    if update_organisation.changes ? 'permissions' then
        update organisations as old
        set permissions = array(
                select jsonb_array_elements_text(update_organisation.changes -> 'permissions')
            ),
            updated_at = now()
        where old.id = o.id;
        return null;
    end if;
    -- The wire has it so: it joins the pool by becoming the default, and must not be there before.
    if exists (
        select from letter_branding_pool as p
        where p.organisation_id = o.id
          and p.letter_branding_id::text = given ->> 'letter_branding_id'
          and p.letter_branding_id is distinct from o.letter_branding_id
    ) then
        perform api.fail(400, null, 'Letter branding is in the pool already');
    end if;
    given := given || api.missing_brandings(o, given ->> 'organisation_type');
    o := jsonb_populate_record(o, given);
    update organisations as old
    set (
        name, active, crown, organisation_type, agreement_signed, agreement_signed_at,
        agreement_signed_by_id, agreement_signed_on_behalf_of_name,
        agreement_signed_on_behalf_of_email_address, agreement_signed_version,
        email_branding_id, letter_branding_id, can_approve_own_go_live_requests,
        request_to_go_live_notes, notes, purchase_order_number, billing_contact_names,
        billing_contact_email_addresses, billing_reference, updated_at
    ) = row(
        o.name, o.active, o.crown, o.organisation_type, o.agreement_signed,
        o.agreement_signed_at, o.agreement_signed_by_id, o.agreement_signed_on_behalf_of_name,
        o.agreement_signed_on_behalf_of_email_address, o.agreement_signed_version,
        o.email_branding_id, o.letter_branding_id, o.can_approve_own_go_live_requests,
        o.request_to_go_live_notes, o.notes, o.purchase_order_number, o.billing_contact_names,
        o.billing_contact_email_addresses, o.billing_reference, now()
    )
    where old.id = o.id and given <> '{}';
    if domains is not null then
        perform api.replace_domains(o.id, domains);
    end if;
    perform api.pass_on_to_services(o, array(select jsonb_object_keys(given)));
    perform api.add_to_pools(o, given);
    if given -> 'agreement_signed' = 'true' and given ->> 'agreement_signed_by_id' is not null then
        return api.describe_agreement(o);
    end if;
    return null;
exception
    when unique_violation then
        get stacked diagnostics fault = table_name;
        perform api.fail(400, null, case fault
            when 'organisation_domains' then 'Domain already exists'
            else 'Organisation name already exists'
        end);
        return null;
end
$$;

comment on function api.update_organisation is
'Sets the columns of an organisation that are named in the changes, which the caller has checked,
and its domains; what services have from their organisation is passed on (api.pass_on_to_services).
With permissions nothing else is changed. Returns what emails say of an agreement, when the changes
are that it was signed; else null. Raises NT404; NT400 for a name or a domain that is
taken, and for a letter branding that is in the pool and not the default.
Locks: the organisation''s row, then its services'' rows.';

grant execute on function api.update_organisation to postroom_api;
