create or replace function ops.replace_secrets(ids uuid[], secrets text[])
    returns bigint
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    replaced bigint;
    tokens bigint;
begin
    update api_keys as k
    set secret = new.secret
    from unnest(replace_secrets.ids, replace_secrets.secrets) as new (id, secret)
    where k.id = new.id;
    get diagnostics replaced = row_count;

    update service_callbacks as c
    set bearer_token = new.secret
    from unnest(replace_secrets.ids, replace_secrets.secrets) as new (id, secret)
    where c.id = new.id;
    get diagnostics tokens = row_count;

    update provider_credentials as p
    set secrets = new.secret
    from unnest(replace_secrets.ids, replace_secrets.secrets) as new (id, secret)
    where p.id = new.id;

    update installation as i
    set known_secret = new.secret
    from unnest(replace_secrets.ids, replace_secrets.secrets) as new (id, secret)
    where i.id = new.id;
    return replaced + tokens;
end
$$;

comment on function ops.replace_secrets is
'Stores secrets of API keys and tokens of service callbacks as encrypted anew, and returns how
many; the credentials of providers, and the secret that proves the keys at a start. For the owner alone.
Locks: the rows of all four.';
