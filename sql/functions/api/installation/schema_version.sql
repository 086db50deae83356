create or replace function api.schema_version()
    returns text
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select m.migration_id from yoyo._yoyo_migration as m order by m.migration_id desc limit 1
$$;

comment on function api.schema_version is 'The name of the newest migration applied.';

grant execute on function api.schema_version to postroom_api, postroom_worker;
