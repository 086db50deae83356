create or replace function api.keep_known_secret(secret text)
    returns text
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update installation as i
    set known_secret = coalesce(i.known_secret, keep_known_secret.secret)
    returning i.known_secret
$$;

comment on function api.keep_known_secret is
'Keeps a known text, encrypted, unless one is kept already; returns the one that is kept, so that of two
that start for the first time with different keys one learns of it.
Locks: the row of the installation.';

grant execute on function api.keep_known_secret to postroom_api, postroom_worker;
