create or replace function api.check_belongings(s postroom.services)
    returns void
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if (s).organisation_id is not null
        and not exists (select from organisations as o where o.id = (s).organisation_id)
    then
        perform api.fail(400, 'organisation', 'There is no such organisation.');
    end if;
    if (s).email_branding_id is not null
        and not exists (select from email_branding as b where b.id = (s).email_branding_id)
    then
        perform api.fail(400, 'email_branding', 'There is no such branding.');
    end if;
    if (s).letter_branding_id is not null
        and not exists (select from letter_branding as b where b.id = (s).letter_branding_id)
    then
        perform api.fail(400, 'letter_branding', 'There is no such branding.');
    end if;
end
$$;

comment on function api.check_belongings is
'Raises NT400 for an organisation or a branding of a service that is not there.';
