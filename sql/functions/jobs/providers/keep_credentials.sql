create or replace function jobs.keep_credentials(identifier text, secrets text)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into provider_credentials (identifier, secrets)
    values (keep_credentials.identifier, keep_credentials.secrets)
    on conflict on constraint provider_credentials_pkey do update
        set secrets = excluded.secrets, changed_at = postroom.now()
$$;

comment on function jobs.keep_credentials is
'Keeps the credentials of a provider, encrypted, in the place of those before.
Locks: their row.';

grant execute on function jobs.keep_credentials to postroom_worker;
