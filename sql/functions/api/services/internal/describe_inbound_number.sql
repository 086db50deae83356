create or replace function api.describe_inbound_number(n postroom.inbound_numbers)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (n).id,
        'number', (n).number,
        'provider', (n).provider,
        'active', (n).active,
        'service', (
            select jsonb_build_object('id', s.id, 'name', s.name)
            from services as s where s.id = (n).service_id
        ),
        'created_at', api.iso_time((n).created_at),
        'updated_at', api.iso_time((n).updated_at)
    )
$$;

comment on function api.describe_inbound_number is
'A number that texts are received on, on the wire of the internal API.';
