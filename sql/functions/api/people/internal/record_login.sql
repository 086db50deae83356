create or replace function api.record_login(user_id uuid, email_works boolean default false)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update users as u
    set current_session_id = gen_random_uuid(),
        logged_in_at = now(),
        failed_login_count = 0,
        failed_code_count = 0,
        failed_codes_since = null,
        email_access_validated_at =
            case when record_login.email_works then now() else u.email_access_validated_at end
    where u.id = record_login.user_id
$$;

comment on function api.record_login is
'Starts a new session, which ends every other, and forgets failed logins and guesses; notes that
email arrives if that was shown.';
