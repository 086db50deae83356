create or replace function api.is_public_servant(email_address text)
    returns boolean
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select api.is_government_address(is_public_servant.email_address)
        or api.organisation_of_domain(
            split_part(is_public_servant.email_address, '@', 2)
        ) is not null
$$;

comment on function api.is_public_servant is
'Whether an address is a public body''s (api.is_government_address) or an organisation''s.';
