create or replace function api.service_statistics(service_id uuid, days int default 0)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select jsonb_object_agg(counted.notification_type, counted.totals)
    from (
        select
            types.notification_type,
            jsonb_build_object(
                'requested', count(n.id) filter (where n.status <> 'cancelled'),
                'delivered', count(n.id) filter (where n.status in ('delivered', 'sent')),
                'failed', count(n.id) filter (where n.status in (
                    'failed', 'technical-failure', 'temporary-failure', 'permanent-failure',
                    'validation-failed', 'virus-scan-failed'
                ))
            ) as totals
        from (values ('sms'), ('email'), ('letter')) as types (notification_type)
        left join notifications as n
            on n.notification_type = types.notification_type
            and n.service_id = service_statistics.service_id
            and n.day >= today() - service_statistics.days
            and n.key_type <> 'test'
        group by types.notification_type
    ) as counted
$$;

comment on function api.service_statistics is
'What a service sent of each type today and on so many days before, without tests.';

grant execute on function api.service_statistics to postroom_api;
