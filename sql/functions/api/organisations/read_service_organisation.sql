create or replace function api.read_service_organisation(service_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        (
            select api.describe_organisation(o)
            from services as s inner join organisations as o on o.id = s.organisation_id
            where s.id = read_service_organisation.service_id
        ),
        '{}'
    )
$$;

comment on function api.read_service_organisation is
'The organisation that a service belongs to; an empty object when it belongs to none, or is none.';

grant execute on function api.read_service_organisation to postroom_api;
