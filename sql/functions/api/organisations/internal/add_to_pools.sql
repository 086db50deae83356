create or replace function api.add_to_pools(o postroom.organisations, given jsonb)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if add_to_pools.given ->> 'organisation_type' like 'nhs%' then
        o.email_branding_id := api.nhs_email_branding();
        o.letter_branding_id := api.nhs_letter_branding();
    else
        o.email_branding_id := (add_to_pools.given ->> 'email_branding_id')::uuid;
        o.letter_branding_id := (add_to_pools.given ->> 'letter_branding_id')::uuid;
    end if;
    perform api.add_defaults_to_pools(o);
end
$$;

comment on function api.add_to_pools is
'Adds to an organisation''s pools what a change of it brings: the new default brandings, or those of
the health service with its types. Safe to repeat.';
