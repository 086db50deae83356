create or replace function api.list_active_members(service_id uuid)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object('name', u.name, 'email_address', u.email_address)
            order by u.created_at, u.id
        ),
        '[]'
    )
    from service_users as m inner join users as u on u.id = m.user_id
    where m.service_id = list_active_members.service_id and u.state = 'active'
$$;

comment on function api.list_active_members is
'Whom an email to everyone who works with a service goes to.';
