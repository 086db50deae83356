create or replace function api.list_services(
    user_id uuid default null, only_active boolean default false
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_service(s) order by s.created_at, s.id), '[]')
    from services as s
    where (s.active or not list_services.only_active)
      and (
          list_services.user_id is null
          or exists (
              select from service_users as m
              where m.service_id = s.id and m.user_id = list_services.user_id
          )
      )
$$;

comment on function api.list_services is
'Services, oldest first: all of them, or those of one member.';

grant execute on function api.list_services to postroom_api;
