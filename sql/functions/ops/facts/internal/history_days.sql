create or replace function ops.history_days()
    returns int
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select 400
$$;

comment on function ops.history_days is
'For how many days facts stay attached: the horizon of statistics, billing and recounts.';
