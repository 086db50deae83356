create or replace function api.create_code(user_id uuid, code_type text, code_hash text)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into verify_codes (user_id, code_type, code_hash)
    values (create_code.user_id, create_code.code_type, create_code.code_hash)
$$;

comment on function api.create_code is
'Keeps a sign-in code, hashed under a key that the database does not have, for 30 minutes.';

grant execute on function api.create_code to postroom_api;
