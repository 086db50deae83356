create or replace function api.list_email_branding_pool(organisation_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_email_branding(b) order by b.name), '[]')
    from email_branding_pool as p
    inner join email_branding as b on b.id = p.email_branding_id
    where p.organisation_id = list_email_branding_pool.organisation_id
$$;

comment on function api.list_email_branding_pool is
'The brandings of emails that services of an organisation may choose from, by name; none for an
unknown one.';

grant execute on function api.list_email_branding_pool to postroom_api;
