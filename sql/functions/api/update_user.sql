create or replace function api.update_user(user_id uuid, changes jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    changed users;
begin
    select * into changed from users as u where u.id = update_user.user_id for update;
    if not found then
        perform api.not_found();
    end if;
    changed := jsonb_populate_record(changed, update_user.changes);
    if changed.auth_type = 'sms_auth' and changed.mobile_number is null then
        perform api.fail(
            400, null, 'Mobile number must be set if auth_type is set to sms_auth'
        );
    end if;
    update users as u
    set name = changed.name,
        email_address = changed.email_address,
        mobile_number = changed.mobile_number,
        auth_type = changed.auth_type,
        state = changed.state,
        platform_admin = changed.platform_admin,
        current_session_id = changed.current_session_id,
        email_access_validated_at = changed.email_access_validated_at,
        take_part_in_research = changed.take_part_in_research,
        receives_new_features_email = changed.receives_new_features_email,
        failed_login_count = changed.failed_login_count,
        updated_at = now()
    where u.id = update_user.user_id;
end
$$;

comment on function api.update_user is
'Sets the columns named in the changes; the caller has checked them, and says which a client
may change. Raises NT404, NT400 for text message codes without a number, unique_violation.';

grant execute on function api.update_user to postroom_api;
