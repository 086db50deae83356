create or replace function api.list_retention(service_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', r.id, 'service_id', r.service_id, 'service_name', s.name,
                'notification_type', r.notification_type, 'days_of_retention', r.days,
                'created_at', api.iso_time(r.created_at),
                'updated_at', api.iso_time(r.updated_at)
            )
            order by array_position('{email,sms,letter}', r.notification_type)
        ),
        '[]'
    )
    from retention_settings as r inner join services as s on s.id = r.service_id
    where r.service_id = list_retention.service_id
$$;

comment on function api.list_retention is
'How long a service keeps what it sends, for types where that is not the default.';

grant execute on function api.list_retention to postroom_api;
