create or replace function api.first_belongings(s postroom.services, email_address text)
    returns postroom.services
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    o organisations;
begin
    select * into o from organisations as found_one
    where found_one.id = api.organisation_of_domain(
        split_part(first_belongings.email_address, '@', 2)
    );
    if found then
        s.organisation_id := o.id;
        s.organisation_type := o.organisation_type;
        s.crown := o.crown;
        s.email_branding_id := o.email_branding_id;
        s.letter_branding_id := o.letter_branding_id;
        return s;
    end if;
    s.organisation_id := case
        when s.organisation_type = 'nhs_notify' then '477f8870-af2b-4b81-9a2c-1fad12028919'::uuid
    end;
    s.crown := case
        when s.organisation_type = 'nhs_central' then true
        when s.organisation_type not in ('central', 'other') then false
    end;
    if s.organisation_type like 'nhs%'
        or first_belongings.email_address ~* '(@|\.)nhs\.uk$|(@|\.)nhs\.net$'
    then
        s.email_branding_id := api.nhs_email_branding();
        s.letter_branding_id := api.nhs_letter_branding();
    end if;
    return s;
end
$$;

comment on function api.first_belongings is
'A new service with the organisation that it belongs to, whether it is the Crown''s, and its
brandings: those of the organisation whose domain its first member''s address is at, whatever type
was asked for; else what comes with that type, and the health service''s brandings for its people.';
