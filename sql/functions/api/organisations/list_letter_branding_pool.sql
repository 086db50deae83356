create or replace function api.list_letter_branding_pool(organisation_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_organisation(list_letter_branding_pool.organisation_id);
    return (
        select coalesce(jsonb_agg(api.describe_letter_branding(b) order by b.name), '[]')
        from letter_branding_pool as p
        inner join letter_branding as b on b.id = p.letter_branding_id
        where p.organisation_id = list_letter_branding_pool.organisation_id
    );
end
$$;

comment on function api.list_letter_branding_pool is
'The brandings of letters that services of an organisation may choose from, by name; raises NT404
for an unknown one.';

grant execute on function api.list_letter_branding_pool to postroom_api;
