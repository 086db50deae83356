create or replace function api.list_monthly_statuses(start_date date, end_date date)
    returns setof jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    from_day date := greatest(
        list_monthly_statuses.start_date, (select min(d.day) from status_days as d)
    );
    split record;
begin
    select s.* into split
    from api.split_range(from_day, least(
        list_monthly_statuses.end_date,
        coalesce((select max(d.day) from status_days as d), from_day - 1)
    )) as s;

    return query
    with counted as (
        select m.month, m.service_id, m.notification_type, m.status, m.notification_count as count
        from status_months as m
        where m.month = any(split.months) and m.notification_count > 0
        union all
        select
            date_trunc('month', f.day)::date, f.service_id, f.notification_type, f.status,
            f.notification_count
        from status_facts as f
        where f.day = any(split.days) and f.key_type <> 'test'
    ),
    -- In order before they are JSON, which is larger.
    added as (
        select
            c.month, c.service_id, s.name, c.notification_type,
            sum(c.count) filter (where c.status in ('sending', 'pending'))::bigint as sending,
            sum(c.count) filter (where c.status = 'delivered')::bigint as delivered,
            sum(c.count) filter (
                where c.status in ('technical-failure', 'failed')
            )::bigint as technical,
            sum(c.count) filter (where c.status = 'temporary-failure')::bigint as temporary,
            sum(c.count) filter (where c.status = 'permanent-failure')::bigint as permanent,
            sum(c.count) filter (where c.status = 'sent')::bigint as sent
        from counted as c
        inner join services as s on s.id = c.service_id
        where s.active and not s.restricted and c.status <> 'created'
        group by c.month, c.service_id, s.name, c.notification_type
        order by c.month, c.service_id, c.notification_type
    )
    select jsonb_build_array(
        a.month, a.service_id, a.name, a.notification_type, coalesce(a.sending, 0),
        coalesce(a.delivered, 0), coalesce(a.technical, 0), coalesce(a.temporary, 0),
        coalesce(a.permanent, 0), coalesce(a.sent, 0)
    )
    from added as a;
end
$$;

comment on function api.list_monthly_statuses is
'What became of what each live service sent on the days from one to another, by month and type, as far
as the nights have counted it. Each row is a list: month, service, its name, type, and how many are
sending, delivered, technical, temporary and permanent failures, and sent.';

grant execute on function api.list_monthly_statuses to postroom_api;
