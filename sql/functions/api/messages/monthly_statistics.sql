create or replace function api.monthly_statistics(service_id uuid, year int)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    first_day date := make_date(monthly_statistics.year, 4, 1);
    last_day date := least((first_day + interval '1 year')::date - 1, today());
begin
    if not exists (select from services as s where s.id = monthly_statistics.service_id) then
        perform api.not_found();
    end if;
    return (
        with counted as (
            select
                date_trunc('month', c.day) as month, c.notification_type, c.status,
                sum(c.count) as count
            from api.count_by_day(monthly_statistics.service_id, first_day, last_day) as c
            group by 1, 2, 3
        ),

        by_type as (
            select
                m.month, t.notification_type,
                coalesce(
                    jsonb_object_agg(c.status, c.count) filter (where c.status is not null), '{}'
                ) as statuses
            from generate_series(first_day, last_day, interval '1 month') as m (month)
            cross join (values ('sms'), ('email'), ('letter')) as t (notification_type)
            left join counted as c
                on c.month = m.month and c.notification_type = t.notification_type
            group by m.month, t.notification_type
        ),

        by_month as (
            select b.month, jsonb_object_agg(b.notification_type, b.statuses) as types
            from by_type as b
            group by b.month
        )

        select coalesce(jsonb_object_agg(to_char(b.month, 'YYYY-MM'), b.types), '{}')
        from by_month as b
    );
end
$$;

comment on function api.monthly_statistics is
'What a service sent in the financial year that begins in a year, by month (those begun), type
and status, without tests. Raises NT404 for an unknown service.';

grant execute on function api.monthly_statistics to postroom_api;
