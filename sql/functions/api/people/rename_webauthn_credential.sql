create or replace function api.rename_webauthn_credential(
    user_id uuid, credential_id uuid, name text
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c webauthn_credentials;
begin
    update webauthn_credentials as old
    set name = rename_webauthn_credential.name, updated_at = now()
    where old.id = rename_webauthn_credential.credential_id
      and old.user_id = rename_webauthn_credential.user_id
    returning * into c;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_webauthn_credential(c);
end
$$;

comment on function api.rename_webauthn_credential is
'Gives a security key another name. Raises NT404.';

grant execute on function api.rename_webauthn_credential to postroom_api;
