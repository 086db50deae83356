create or replace function api.read_monthly_usage(service_id uuid, year int)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(
        jsonb_build_object(
            'month', to_char(m.month, 'FMMonth'),
            'notification_type', m.notification_type,
            'postage', m.postage,
            'notifications_sent', m.notifications_sent,
            'chargeable_units', m.chargeable_units,
            'free_allowance_used', m.free_allowance_used,
            'charged_units', m.charged_units,
            'rate', m.rate,
            'cost', m.cost
        )
        order by m.month, m.notification_type, m.rate, m.postage
    ), '[]')
    from (
        select
            date_trunc('month', c.day) as month, c.notification_type, c.rate, c.postage,
            sum(c.notifications_sent) as notifications_sent,
            sum(c.chargeable_units) as chargeable_units,
            sum(c.free_allowance_used) as free_allowance_used,
            sum(c.charged_units) as charged_units, sum(c.cost) as cost
        from api.charge(
            make_date(read_monthly_usage.year, 4, 1),
            make_date(read_monthly_usage.year + 1, 3, 31),
            read_monthly_usage.service_id
        ) as c
        where c.notification_type = 'letter' or (c.notification_type = 'sms' and c.has_allowance)
        group by 1, 2, 3, 4
    ) as m
$$;

comment on function api.read_monthly_usage is
'What a service has to pay for each month of the financial year that begins in a year, by type, rate
and postage, with what it has sent just now. Without text messages while the service has no
allowance in that year; empty for an unknown service.';

grant execute on function api.read_monthly_usage to postroom_api;
