create or replace function ops.encrypted_secrets()
    returns table (id uuid, secret text)
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select k.id, k.secret from api_keys as k
    union all
    select c.id, c.bearer_token from service_callbacks as c
$$;

comment on function ops.encrypted_secrets is
'The secret of every API key, and the token of every address at which a service is called back,
as they are stored, encrypted: what a rotation of the encryption keys reads. For the owner alone.';
