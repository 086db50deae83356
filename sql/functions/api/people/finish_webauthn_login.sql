create or replace function api.finish_webauthn_login(
    user_id uuid, successful boolean, credential_id uuid default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    failures int;
begin
    select u.failed_login_count into failures from users as u
    where u.id = finish_webauthn_login.user_id
    for update;
    if not found then
        perform api.not_found();
    elsif failures >= 5 then
        perform api.fail(403, null, 'Maximum login count exceeded');
    end if;
    if not finish_webauthn_login.successful then
        perform api.count_failed_login(finish_webauthn_login.user_id);
        return;
    end if;
    if finish_webauthn_login.credential_id is not null then
        update webauthn_credentials as c set logged_in_at = now()
        where c.id = finish_webauthn_login.credential_id
          and c.user_id = finish_webauthn_login.user_id;
        if not found then
            perform api.not_found();
        end if;
    end if;
    perform api.record_login(finish_webauthn_login.user_id);
end
$$;

comment on function api.finish_webauthn_login is
'Signs someone in with a security key that the admin app has checked, or counts that it failed.
Raises NT404; NT403 after five failed logins.';

grant execute on function api.finish_webauthn_login to postroom_api;
