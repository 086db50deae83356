create or replace function ops.api_key_secrets()
    returns table (id uuid, secret text)
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select k.id, k.secret from api_keys as k order by k.id
$$;

comment on function ops.api_key_secrets is
'Every API key''s secret as it is stored, encrypted: what a rotation of the encryption keys
reads. For the owner alone.';
