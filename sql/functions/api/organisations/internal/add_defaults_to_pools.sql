create or replace function api.add_defaults_to_pools(o postroom.organisations)
    returns void
    language sql
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into email_branding_pool (organisation_id, email_branding_id)
    select (o).id, (o).email_branding_id where (o).email_branding_id is not null
    on conflict do nothing;
    insert into letter_branding_pool (organisation_id, letter_branding_id)
    select (o).id, (o).letter_branding_id where (o).letter_branding_id is not null
    on conflict do nothing
$$;

comment on function api.add_defaults_to_pools is
'Lets services of an organisation choose the brandings that are its defaults. Safe to repeat.';
