create or replace function ops.encrypted_secrets()
    returns table (id uuid, secret text)
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select k.id, k.secret from api_keys as k
    union all
    select c.id, c.bearer_token from service_callbacks as c
    union all
    select p.id, p.secrets from provider_credentials as p
    union all
    select i.id, i.known_secret from installation as i where i.known_secret is not null
$$;

comment on function ops.encrypted_secrets is
'The secret of every API key, the token of every address at which a service is called back,
the credentials of providers that the worker changes, and the
secret that proves the keys at a start, as they are stored, encrypted: what a rotation of the encryption keys reads. For the owner alone.';
