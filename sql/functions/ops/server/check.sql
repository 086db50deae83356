create or replace function ops.check()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select c.name, c.ok, c.found, case when not c.ok then c.remedy end
    from (
        select c.* from ops.check_partitions() as c
        union all
        select c.* from ops.check_defaults() as c
        union all
        select c.* from ops.check_providers() as c
        union all
        select c.* from ops.check_provider_settings() as c
        union all
        select c.* from ops.check_server() as c
        union all
        select c.* from ops.check_horizon() as c
        union all
        select c.* from ops.check_roles() as c
        union all
        select c.* from ops.check_restored() as c
    ) as c
$$;

comment on function ops.check is
'What has to hold for Postroom to go on working: what was looked at, whether it is well, what was
found, and what to do when it is not. Each line is of a function ops.check_….';

grant execute on function ops.check to postroom_dba, postroom_worker, postroom_readonly;
