create or replace function ops.replace_api_key_secrets(ids uuid[], secrets text[])
    returns bigint
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    replaced bigint;
begin
    update api_keys as k
    set secret = new.secret
    from unnest(replace_api_key_secrets.ids, replace_api_key_secrets.secrets)
        as new (id, secret)
    where k.id = new.id;
    get diagnostics replaced = row_count;
    return replaced;
end
$$;

comment on function ops.replace_api_key_secrets is
'Stores API keys'' secrets as encrypted anew, and returns how many. For the owner alone.
Locks: the keys'' rows.';
