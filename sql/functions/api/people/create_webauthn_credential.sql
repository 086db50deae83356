create or replace function api.create_webauthn_credential(
    user_id uuid, name text, credential_data text, registration_response text
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c webauthn_credentials;
begin
    if not exists (select from users as u where u.id = create_webauthn_credential.user_id) then
        perform api.not_found();
    end if;
    insert into webauthn_credentials (user_id, name, credential_data, registration_response)
    values (
        create_webauthn_credential.user_id, create_webauthn_credential.name,
        create_webauthn_credential.credential_data,
        create_webauthn_credential.registration_response
    )
    returning * into c;
    return api.describe_webauthn_credential(c);
end
$$;

comment on function api.create_webauthn_credential is
'Adds a security key that someone can sign in with. Raises NT404.';

grant execute on function api.create_webauthn_credential to postroom_api;
