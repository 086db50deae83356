create or replace function ops.check_provider_settings()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'provider ' || f.identifier, false, 'active, but not set up: ' || f.fault,
        'set it in the environment of every worker (docs/settings.md, Providers) and start them again'
    from provider_faults as f
    where exists (
        select from provider_details as p where p.identifier = f.identifier and p.active
    )
    order by f.identifier
$$;

comment on function ops.check_provider_settings is
'For ops.check: which active providers lack a setting, as the worker that looked last found it.';

grant execute on function ops.check_provider_settings
to postroom_dba, postroom_worker, postroom_readonly;
