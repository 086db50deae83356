create or replace function api.find_start_faults()
    returns setof text
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select format('%s: %s; %s', c.name, c.found, c.remedy)
    from (
        select * from ops.check_server()
        union all
        select * from ops.check_providers()
    ) as c
    where not c.ok
$$;

comment on function api.find_start_faults is
'What whoever starts the API or a worker should be told of at once: each fault with its remedy.';

grant execute on function api.find_start_faults to postroom_api, postroom_worker;
