create or replace function api.save_test_users(people jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into users as u (
        name, email_address, mobile_number, auth_type, password_hash, state
    )
    select distinct on (lower(p.email_address))
        p.name, p.email_address, p.mobile_number, p.auth_type, p.password_hash, p.state
    from jsonb_array_elements(save_test_users.people) with ordinality as given (person, place)
    cross join lateral jsonb_populate_record(null::users, given.person) as p
    order by lower(p.email_address), given.place desc
    on conflict (lower(email_address)) do update set
        name = excluded.name, mobile_number = excluded.mobile_number,
        auth_type = excluded.auth_type, password_hash = excluded.password_hash,
        state = excluded.state, platform_admin = false,
        password_changed_at = now(), email_access_validated_at = now(), updated_at = now();

    insert into service_users as m (service_id, user_id, permissions)
    select distinct on (p.service_id, u.id) p.service_id, u.id, p.permissions
    from jsonb_array_elements(save_test_users.people) with ordinality as given (person, place)
    cross join lateral jsonb_to_record(given.person)
        as p (email_address text, service_id uuid, permissions text [])
    inner join users as u on lower(u.email_address) = lower(p.email_address)
    order by p.service_id, u.id, given.place desc
    on conflict on constraint service_users_pkey do update set permissions = excluded.permissions;

    delete from organisation_users as m using users as u
    where u.id = m.user_id and lower(u.email_address) in (
        select lower(p.email_address)
        from jsonb_to_recordset(save_test_users.people) as p (email_address text)
    );
    insert into organisation_users (organisation_id, user_id)
    select distinct p.organisation_id, u.id
    from jsonb_to_recordset(save_test_users.people)
        as p (email_address text, organisation_id uuid)
    inner join users as u on lower(u.email_address) = lower(p.email_address)
    where p.organisation_id is not null;
exception
    when check_violation or foreign_key_violation then
        perform api.not_found();
end
$$;

comment on function api.save_test_users is
'Makes people for the functional tests of the admin app, or makes those of the same email address as
they are asked for: no administrators of the platform, their address just confirmed, and members of a
service and of the organisation that is named, alone. Of two of one address the last counts.
Raises NT404 for a service, organisation, permission, state or
way to sign in that there is none of. Only where Postroom is tried out.';

grant execute on function api.save_test_users to postroom_api;
