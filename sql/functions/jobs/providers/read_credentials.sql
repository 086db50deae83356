create or replace function jobs.read_credentials(identifier text)
    returns table (secrets text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select p.secrets from provider_credentials as p
    where p.identifier = read_credentials.identifier
$$;

comment on function jobs.read_credentials is
'The credentials of a provider as the worker has changed them last, encrypted; no row before that.';

grant execute on function jobs.read_credentials to postroom_worker;
