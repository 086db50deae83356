create or replace function api.get_password_hash(user_id uuid)
    returns text
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    kept_hash text;
begin
    select u.password_hash into kept_hash from users as u
    where u.id = get_password_hash.user_id;
    if not found then
        perform api.not_found();
    end if;
    return kept_hash;
end
$$;

comment on function api.get_password_hash is
'What a password has to match; null lets nobody in. Raises NT404.';

grant execute on function api.get_password_hash to postroom_api;
