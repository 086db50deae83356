create or replace function api.find_users(email_part text)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', u.id, 'name', u.name, 'email_address', u.email_address,
                'mobile_number', u.mobile_number
            )
            order by u.created_at, u.id
        ),
        '[]'
    )
    from users as u
    where position(lower(find_users.email_part) in lower(u.email_address)) > 0
$$;

comment on function api.find_users is
'People whose email address has this in it, in whatever case; the empty text finds everyone.';

grant execute on function api.find_users to postroom_api;
