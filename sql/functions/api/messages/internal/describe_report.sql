create or replace function api.describe_report(r postroom.reports)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (r).id,
        'user_id', (r).user_id,
        'service_id', (r).service_id,
        'report_type', 'notifications',
        'status', (r).status,
        'parameter', jsonb_build_object(
            'notification_type', (r).notification_type,
            'notification_status', (r).notification_status
        ),
        'created_at', api.iso_time((r).created_at),
        'updated_at', api.iso_time((r).updated_at)
    )
$$;

comment on function api.describe_report is 'A report on the wire of the internal API.';
