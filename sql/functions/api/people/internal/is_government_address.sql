create or replace function api.is_government_address(email_address text)
    returns boolean
    language sql
    immutable
    strict
    set search_path = pg_catalog
as $$
    select lower(is_government_address.email_address) ~ (
        '[@.](gov\.uk|nhs\.uk|nhs\.net|nhs\.scot|police\.uk|cjsm\.net|sch\.uk|hscni\.net'
        '|llyw\.cymru|nhs\.wales|judiciary\.uk|kirkleeseducation\.uk)$'
    )
$$;

comment on function api.is_government_address is
'Whether an address is a public body''s, of whose staff a live service needs two that manage its settings
(api.can_leave). This is the one list of such domains.';
