create or replace function api.count_by_day(service_id uuid, first_day date, last_day date)
    returns table (
        day date, template_id uuid, notification_type text, status text, count bigint
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    first_live date := greatest(
        count_by_day.first_day,
        least(coalesce((select max(f.day) + 1 from status_facts as f), '-infinity'), today())
    );
begin
    return query
    select f.day, f.template_id, f.notification_type, f.status, sum(f.notification_count)::bigint
    from status_facts as f
    where f.service_id = count_by_day.service_id
      and f.day between count_by_day.first_day and least(count_by_day.last_day, first_live - 1)
      and f.key_type <> 'test'
    group by f.day, f.template_id, f.notification_type, f.status;

    return query
    select n.day, n.template_id, n.notification_type, n.status, count(*)
    from notifications as n
    where n.service_id = count_by_day.service_id
      and n.day between first_live and count_by_day.last_day
      and n.key_type <> 'test'
    group by n.day, n.template_id, n.notification_type, n.status;
end
$$;

comment on function api.count_by_day is
'How many messages a service sent from one day to another, both included and tests left out, by
day, template, type and status: from status_facts as far as the nights have counted, and from the
notifications themselves for the days after, today at least. Internal: what statistics are made
of. Indexes status_facts_service and notifications_service.';
