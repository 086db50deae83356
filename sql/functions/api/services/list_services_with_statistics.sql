create or replace function api.list_services_with_statistics(
    only_active boolean,
    include_tests boolean,
    start_date date default null,
    end_date date default null
)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    first_day date := coalesce(list_services_with_statistics.start_date, today());
    last_day date := least(coalesce(list_services_with_statistics.end_date, today()), today());
    first_live date := least(
        coalesce((select max(f.day) + 1 from status_facts as f), '-infinity'), today()
    );
begin
    return (
        with counted as (
            select f.service_id, f.notification_type, f.status, sum(f.notification_count) as count
            from status_facts as f
            where f.day between first_day and least(last_day, first_live - 1)
              and (list_services_with_statistics.include_tests or f.key_type <> 'test')
            group by f.service_id, f.notification_type, f.status
            union all
            select n.service_id, n.notification_type, n.status, count(*)
            from notifications as n
            where n.day between greatest(first_day, first_live) and last_day
              and (list_services_with_statistics.include_tests or n.key_type <> 'test')
            group by n.service_id, n.notification_type, n.status
        ),
        sent as (
            select c.service_id, min(c.notification_type) as first_type, jsonb_agg(c) as counts
            from counted as c
            group by c.service_id
        )
        select coalesce(jsonb_agg(
            jsonb_build_object(
                'id', s.id,
                'name', s.name,
                'notification_type', c.first_type,
                'restricted', s.restricted,
                'active', s.active,
                'created_at', api.http_time(s.created_at),
                'statistics', api.describe_statistics(coalesce(c.counts, '[]'))
            )
            order by s.id
        ), '[]')
        from services as s
        left join sent as c on c.service_id = s.id
        where (s.active or not list_services_with_statistics.only_active)
          and (c.service_id is not null or first_day = today())
    );
end
$$;

comment on function api.list_services_with_statistics is
'Services by their ids, and what became of what they sent from one local day to another, today unless
said: from the nights'' facts, and from the messages of the days that these have not come to. A range
that does not begin today has only the services that sent something in it.';

grant execute on function api.list_services_with_statistics to postroom_api;
