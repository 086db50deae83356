create or replace function api.describe_statistics(counts jsonb)
    returns jsonb
    language sql
    immutable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with counted as (
        select c.notification_type, c.status, c.count
        from jsonb_to_recordset(describe_statistics.counts)
            as c (notification_type text, status text, count bigint)
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

comment on function api.describe_statistics is
'What became of messages, on the wire of the internal API: of each type how many were requested,
delivered and failed, from a list of objects with notification_type, status and count.';
