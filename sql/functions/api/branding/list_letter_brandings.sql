create or replace function api.list_letter_brandings()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_letter_branding(b) order by b.name), '[]')
    from letter_branding as b
$$;

comment on function api.list_letter_brandings is
'All brandings of letters, by name.';

grant execute on function api.list_letter_brandings to postroom_api;
