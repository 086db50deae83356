create or replace function api.describe_organisation(o postroom.organisations)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        to_jsonb(o) - array['created_at', 'updated_at']
        || jsonb_build_object(
            'agreement_signed_at', api.http_time((o).agreement_signed_at),
            'domains', api.list_domains((o).id),
            'count_of_live_services', api.count_live_services((o).id)
        )
$$;

comment on function api.describe_organisation is
'An organisation on the wire of the internal API: its columns, its domains, and how many of its
services are live.';
