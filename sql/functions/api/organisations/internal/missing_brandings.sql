create or replace function api.missing_brandings(
    o postroom.organisations, organisation_type text
)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select case when missing_brandings.organisation_type like 'nhs%' then
        case
            when (o).email_branding_id is null
                then jsonb_build_object('email_branding_id', api.nhs_email_branding())
            else '{}'
        end
        || case
            when (o).letter_branding_id is null
                then jsonb_build_object('letter_branding_id', api.nhs_letter_branding())
            else '{}'
        end
    else '{}' end
$$;

comment on function api.missing_brandings is
'What an organisation is given that becomes one of this type: the health service''s brandings, where it has none.';
