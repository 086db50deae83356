create or replace function api.kept_since(service_id uuid)
    returns date
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select today() - ops.longest_retention(kept_since.service_id)
$$;

comment on function api.kept_since is
'The first day of which a service can still have visible messages: how far back its lists go.';

grant execute on function api.kept_since to postroom_api;
