create or replace function api.set_password_hash(user_id uuid, password_hash text)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update users as u
    set password_hash = set_password_hash.password_hash,
        password_changed_at = now(), updated_at = now()
    where u.id = set_password_hash.user_id;
    if not found then
        perform api.not_found();
    end if;
    return api.read_user(set_password_hash.user_id);
end
$$;

comment on function api.set_password_hash is
'Changes a person''s password; returns them as api.read_user does. Raises NT404.';

grant execute on function api.set_password_hash to postroom_api;
