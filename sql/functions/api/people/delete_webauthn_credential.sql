create or replace function api.delete_webauthn_credential(user_id uuid, credential_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    -- Locked, so that two deletions at once leave one.
    perform from users as u where u.id = delete_webauthn_credential.user_id for update;
    if not exists (
        select from webauthn_credentials as c
        where c.id = delete_webauthn_credential.credential_id
          and c.user_id = delete_webauthn_credential.user_id
    ) then
        perform api.not_found();
    end if;
    if (
        select count(*) = 1 from webauthn_credentials as c
        where c.user_id = delete_webauthn_credential.user_id
    ) then
        perform api.fail(
            400, null, 'Cannot delete last remaining webauthn credential for user'
        );
    end if;
    delete from webauthn_credentials as c
    where c.id = delete_webauthn_credential.credential_id;
end
$$;

comment on function api.delete_webauthn_credential is
'Takes a security key away. Raises NT404; NT400 for the last one.';

grant execute on function api.delete_webauthn_credential to postroom_api;
