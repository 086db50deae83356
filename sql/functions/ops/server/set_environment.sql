create or replace function ops.set_environment(environment text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if set_environment.environment is null or set_environment.environment <> all(
        array['development', 'test', 'preview', 'staging', 'production']
    ) then
        raise exception 'environment must be development, test, preview, staging or production';
    end if;
    if set_environment.environment = 'development' then
        update installation as i set environment = 'development';
    else
        perform api.enter_environment(set_environment.environment);
    end if;
end
$$;

comment on function ops.set_environment is
'Says what this database is for, as NOTIFY_ENVIRONMENT does at a start; and for a copy that is to be
played with: development, which a start alone does not make of anything else. Providers stay as they
are then: whoever must not hear from a copy is switched off by ops.set_provider.
Raises an exception for an environment that there is not.';

grant execute on function ops.set_environment to postroom_dba;
