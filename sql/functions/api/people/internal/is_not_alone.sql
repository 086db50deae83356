create or replace function api.is_not_alone(service_id uuid)
    returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select count(*) <> 1
    from service_users as m inner join users as u on u.id = m.user_id
    where m.service_id = is_not_alone.service_id and u.state = 'active'
$$;

comment on function api.is_not_alone is
'Whether a member may be removed at all: not while exactly one of them is active.';
