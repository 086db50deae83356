create or replace function api.service_statistics(service_id uuid, days int default 0)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select api.describe_statistics(coalesce(jsonb_agg(d), '[]'))
    from api.count_by_day(
        service_statistics.service_id, today() - service_statistics.days, today()
    ) as d
$$;

comment on function api.service_statistics is
'What a service sent of each type today and on so many days before, without tests.';

grant execute on function api.service_statistics to postroom_api;
