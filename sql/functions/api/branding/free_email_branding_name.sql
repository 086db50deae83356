create or replace function api.free_email_branding_name(wanted text)
    returns text
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select c.name
    from api.branding_names(free_email_branding_name.wanted) as c (number, name)
    where not exists (select from email_branding as b where lower(b.name) = lower(c.name))
    order by c.number
    limit 1
$$;

comment on function api.free_email_branding_name is
'The first of api.branding_names that no branding of emails has in any case of letters; null when all
are taken.';

grant execute on function api.free_email_branding_name to postroom_api;
