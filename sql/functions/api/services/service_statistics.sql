create or replace function api.service_statistics(service_id uuid, days int default 0)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with counted as (
        select d.notification_type, d.status, d.count
        from api.count_by_day(
            service_statistics.service_id, today() - service_statistics.days, today()
        ) as d
    )
    select jsonb_object_agg(
        t.notification_type,
        (
            select jsonb_build_object(
                'requested', coalesce(sum(c.count) filter (where c.status <> 'cancelled'), 0),
                'delivered', coalesce(
                    sum(c.count) filter (where c.status in ('delivered', 'sent')), 0
                ),
                'failed', coalesce(
                    sum(c.count) filter (where c.status in (
                        'failed', 'technical-failure', 'temporary-failure', 'permanent-failure',
                        'validation-failed', 'virus-scan-failed'
                    )),
                    0
                )
            )
            from counted as c where c.notification_type = t.notification_type
        )
    )
    from (values ('sms'), ('email'), ('letter')) as t (notification_type)
$$;

comment on function api.service_statistics is
'What a service sent of each type today and on so many days before, without tests.';

grant execute on function api.service_statistics to postroom_api;
