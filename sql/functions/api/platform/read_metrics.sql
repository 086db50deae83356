create or replace function api.read_metrics()
    returns table (name text, help text, labels jsonb, value double precision)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select m.name, m.help, m.labels, m.value from ops.metrics() as m
$$;

comment on function api.read_metrics is 'What /metrics tells of the database (ops.metrics).';

grant execute on function api.read_metrics to postroom_api;
