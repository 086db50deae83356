create or replace function api.update_user(
    user_id uuid, changes jsonb, updated_by_id uuid default null
)
    returns table (person jsonb, manager_name text, new_address boolean, new_number boolean)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    old users;
    changed users;
begin
    if update_user.updated_by_id is not null then
        manager_name := api.read_user(update_user.updated_by_id) ->> 'name';
    end if;
    select * into old from users as u where u.id = update_user.user_id for update;
    if not found then
        perform api.not_found();
    end if;
    changed := jsonb_populate_record(old, update_user.changes);
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
    person := api.read_user(update_user.user_id);
    new_address := changed.email_address <> old.email_address;
    new_number := changed.mobile_number is distinct from old.mobile_number;
    return next;
end
$$;

comment on function api.update_user is
'Sets the columns named in the changes; the caller has checked them, and says which a client
may change. Returns the person as api.read_user does, the name of who changed them, and whether
this very call gave them another address or number. Raises NT404, also for an unknown manager, NT400
for text message codes without a number, unique_violation. Locks: the person''s row.';

grant execute on function api.update_user to postroom_api;
