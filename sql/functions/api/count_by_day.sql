create or replace function api.count_by_day(service_id uuid, first_day date, last_day date)
    returns table (
        day date, template_id uuid, notification_type text, status text, count bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select n.day, n.template_id, n.notification_type, n.status, count(*)
    from notifications as n
    where n.service_id = count_by_day.service_id
      and n.day between count_by_day.first_day and count_by_day.last_day
      and n.key_type <> 'test'
    group by n.day, n.template_id, n.notification_type, n.status
$$;

comment on function api.count_by_day is
'How many messages a service sent from one day to another, both included and tests left out, by
day, template, type and status. Internal: what statistics are made of.';
