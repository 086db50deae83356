create or replace function api.count_live()
    returns table (organisations bigint, services bigint)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select count(distinct s.organisation_id), count(*)
    from services as s
    where s.active and not s.restricted and s.count_as_live
$$;

comment on function api.count_live is
'How many services are live, and how many organisations have at least one of them.';

grant execute on function api.count_live to postroom_api;
