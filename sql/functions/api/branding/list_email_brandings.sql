create or replace function api.list_email_brandings()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_email_branding(b) order by b.name), '[]')
    from email_branding as b
    where b.active
$$;

comment on function api.list_email_brandings is
'All brandings of emails but for archived ones, by name.';

grant execute on function api.list_email_brandings to postroom_api;
