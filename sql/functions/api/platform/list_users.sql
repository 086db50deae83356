create or replace function api.list_users(
    created_from date default null,
    created_to date default null,
    logged_in_from date default null,
    logged_in_to date default null,
    takes_part_in_research boolean default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set timezone = 'UTC'
as $$
    select coalesce(jsonb_agg(
        api.describe_user(u) || jsonb_build_object('services', (
            select coalesce(jsonb_agg(
                jsonb_build_object('id', s.id, 'name', s.name) order by s.created_at, s.id
            ), '[]')
            from service_users as m
            inner join services as s on s.id = m.service_id and s.active
            where m.user_id = u.id
        ))
        order by u.created_at, u.id
    ), '[]')
    from users as u
    where u.state = 'active'
      and (list_users.created_from is null or u.created_at >= list_users.created_from)
      and (list_users.created_to is null or u.created_at < list_users.created_to + 1)
      and (list_users.logged_in_from is null or u.logged_in_at >= list_users.logged_in_from)
      and (list_users.logged_in_to is null or u.logged_in_at < list_users.logged_in_to + 1)
      and (
          list_users.takes_part_in_research is null
          or u.take_part_in_research = list_users.takes_part_in_research
      )
$$;

comment on function api.list_users is
'Active people, by the days (UTC) on which they registered and last signed in and by whether they
take part in research, with the active services that they work for.';

grant execute on function api.list_users to postroom_api;
