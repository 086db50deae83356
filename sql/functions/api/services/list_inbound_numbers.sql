create or replace function api.list_inbound_numbers(
    service_id uuid default null, only_available boolean default false
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_inbound_number(n) order by n.updated_at nulls last, n.number), '[]'
    )
    from inbound_numbers as n
    where (
        list_inbound_numbers.service_id is null
        or n.service_id = list_inbound_numbers.service_id
    )
    and (
        not list_inbound_numbers.only_available or n.active and n.service_id is null
    )
$$;

comment on function api.list_inbound_numbers is
'Numbers that texts are received on, the longest unchanged first: all, those of a service, or
those that a service could be given.';

grant execute on function api.list_inbound_numbers to postroom_api;
