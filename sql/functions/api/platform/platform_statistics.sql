create or replace function api.platform_statistics(
    start_date date default null, end_date date default null
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
    first_day date := coalesce(platform_statistics.start_date, today());
    last_day date := coalesce(platform_statistics.end_date, today());
    first_live date := greatest(
        today() - 10,
        least(coalesce((select max(d.day) + 1 from status_days as d), '-infinity'), today())
    );
begin
    return (
        with counted as (
            select d.notification_type, d.status, false as is_test, d.notification_count as count
            from status_days as d
            where d.day between first_day and least(last_day, first_live - 1)
            union all
            select n.notification_type, n.status, n.key_type = 'test', count(*)
            from notifications as n
            where n.day between greatest(first_day, first_live) and least(last_day, today())
            group by 1, 2, 3
        ),
        failures as (
            select
                t.notification_type,
                jsonb_object_agg(f.status, coalesce((
                    select sum(c.count) from counted as c
                    where c.notification_type = t.notification_type and c.status = f.status
                      and not c.is_test
                ), 0)) as counts
            from unnest('{sms,email,letter}'::text[]) as t (notification_type)
            cross join unnest(
                '{permanent-failure,technical-failure,temporary-failure,virus-scan-failed}'::text[]
            ) as f (status)
            group by t.notification_type
        )
        select jsonb_object_agg(f.notification_type, jsonb_build_object(
            'failures', f.counts,
            'total', (
                select coalesce(sum(c.count) filter (where not c.is_test), 0) from counted as c
                where c.notification_type = f.notification_type
            ),
            'test-key', (
                select coalesce(sum(c.count) filter (where c.is_test), 0) from counted as c
                where c.notification_type = f.notification_type
            )
        ))
        from failures as f
    );
end
$$;

comment on function api.platform_statistics is
'What became of what all services sent from one local day to another, today unless said: from the
nights'' facts, and of today, or what the nights have not come to in ten days, from the messages. Those
of test keys are counted apart, and only among the latter.';

grant execute on function api.platform_statistics to postroom_api;
