create or replace function api.list_provider_versions(id uuid, most int default 100)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_provider(newest.p, newest.v) order by (newest.v).version desc), '[]'
    )
    from (
        select p, v
        from provider_details as p
        inner join provider_versions as v on v.provider_id = p.id
        where p.id = list_provider_versions.id
        order by v.version desc
        limit list_provider_versions.most
    ) as newest
$$;

comment on function api.list_provider_versions is
'What a provider has been like, newest first; the first is what it is like now.';

grant execute on function api.list_provider_versions to postroom_api;
