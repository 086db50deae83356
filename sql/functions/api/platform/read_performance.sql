create or replace function api.read_performance(
    start_date date default null, end_date date default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with asked as (
        select
            coalesce(read_performance.start_date, today()) as first_day,
            coalesce(read_performance.end_date, today()) as last_day
    ),
    totals as (
        select jsonb_build_object(
            'total_notifications', coalesce(sum(d.notification_count), 0),
            'email_notifications', coalesce(
                sum(d.notification_count) filter (where d.notification_type = 'email'), 0
            ),
            'sms_notifications', coalesce(
                sum(d.notification_count) filter (where d.notification_type = 'sms'), 0
            ),
            'letter_notifications', coalesce(
                sum(d.notification_count) filter (where d.notification_type = 'letter'), 0
            )
        ) as body
        from status_days as d
    ),
    days as (
        select
            d.day,
            coalesce(sum(d.notification_count) filter (where d.notification_type = 'email'), 0)
            as emails,
            coalesce(sum(d.notification_count) filter (where d.notification_type = 'sms'), 0)
            as texts,
            coalesce(sum(d.notification_count) filter (where d.notification_type = 'letter'), 0)
            as letters
        from asked as a
        inner join status_days as d on d.day between a.first_day and a.last_day
        where d.notification_count > 0
        group by d.day
    ),
    live as (
        select s.id, s.name, o.id as organisation_id, o.name as organisation_name
        from services as s
        left join organisations as o on o.id = s.organisation_id
        where s.active and not s.restricted and s.count_as_live
    )
    select t.body || jsonb_build_object(
        'notifications_by_type', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'date', d.day, 'emails', d.emails, 'sms', d.texts, 'letters', d.letters
            ) order by d.day), '[]')
            from days as d
        ),
        'processing_time', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'date', p.day,
                'percentage_under_10_seconds',
                coalesce(100.0 * p.messages_within_10_secs / nullif(p.messages_total, 0), 100.0)
            ) order by p.day), '[]')
            from asked as a
            inner join processing_times as p on p.day between a.first_day and a.last_day
        ),
        'live_service_count', (select count(*) from live),
        'services_using_notify', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'service_id', l.id, 'service_name', l.name,
                'organisation_id', l.organisation_id, 'organisation_name', l.organisation_name
            ) order by l.organisation_name, l.name, l.id), '[]')
            from live as l
        )
    )
    from totals as t
$$;

comment on function api.read_performance is
'What the public page about performance shows: how much was ever sent, and from one local day to
another, today unless said, how much of each type and how quickly; and who sends.';

grant execute on function api.read_performance to postroom_api;
