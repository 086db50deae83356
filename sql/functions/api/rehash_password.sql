create or replace function api.rehash_password(user_id uuid, old_hash text, new_hash text)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update users as u
    set password_hash = rehash_password.new_hash
    where u.id = rehash_password.user_id
      and u.password_hash = rehash_password.old_hash
$$;

comment on function api.rehash_password is
'Keeps the same password in a newer way; not if it was changed in the meantime. It says nothing of
when the password was chosen, so links that end with a new password stay valid.';

grant execute on function api.rehash_password to postroom_api;
