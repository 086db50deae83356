create or replace function api.list_webauthn_credentials(user_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if not exists (select from users as u where u.id = list_webauthn_credentials.user_id) then
        perform api.not_found();
    end if;
    return (
        select coalesce(
            jsonb_agg(api.describe_webauthn_credential(c) order by c.created_at, c.id), '[]'
        )
        from webauthn_credentials as c
        where c.user_id = list_webauthn_credentials.user_id
    );
end
$$;

comment on function api.list_webauthn_credentials is
'Someone''s security keys, oldest first. Raises NT404.';

grant execute on function api.list_webauthn_credentials to postroom_api;
