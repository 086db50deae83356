create or replace function ops.provider_metrics()
    returns table (name text, help text, labels jsonb, value double precision)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- Variables, so that the plan leaves out all other days (docs/design.md).
    first_id uuid := uuid7_floor(postroom.now() - interval '15 minutes');
    first_day date := local_day(postroom.now() - interval '15 minutes');
    this_day date := today();
begin
    return query
    select v.name, v.help,
        jsonb_build_object(
            'provider_name', p.identifier, 'notification_type', p.notification_type
        ) || v.labels,
        v.value::double precision
    from provider_details as p
    cross join lateral (values
        ('provider_priority', 'A provider''s share of the traffic', '{}', p.priority::numeric),
        (
            'provider_updated_at', 'When its share last changed', '{}',
            extract(epoch from p.updated_at)
        ),
        (
            'provider_info', 'Always 1',
            jsonb_build_object(
                'provider_active', p.active::text,
                'provider_supports_international', p.supports_international::text
            ),
            1
        ),
        (
            'postroom_provider_breaker_open',
            'Whether it is left out for now, since its calls fail', '{}',
            exists (
                select from provider_breakers as b
                where b.identifier = p.identifier and b.open_until is not null
            )::int
        )
    ) as v (name, help, labels, value)
    where v.value is not null
    union all
    select 'provider_sms_legacy_not_delivered_within',
        'Share of the last 15 minutes'' text messages that took so many seconds or more',
        jsonb_build_object(
            'provider_name', s.sent_by, 'time_window_evaluation', '900',
            'time_window_delivery', w.seconds::text
        ),
        avg((s.took >= w.seconds)::int)
    from (
        select n.sent_by,
            extract(
                epoch from
                case n.status when 'delivered' then n.updated_at else postroom.now() end
                - n.sent_at
            ) as took
        from notifications as n
        where n.id >= first_id
          and n.day >= first_day
          and n.notification_type = 'sms' and n.key_type <> 'test' and n.sent_at is not null
          and n.sent_by is not null and n.status in ('delivered', 'pending', 'sending')
    ) as s
    cross join (values (60), (300), (600)) as w (seconds)
    group by s.sent_by, w.seconds
    union all
    select 'postroom_messages_charged_today',
        'Messages of this local day that are charged, as of the last hour; falls to 0 at midnight',
        jsonb_build_object('notification_type', f.notification_type, 'provider_name', f.provider),
        sum(f.notifications_sent)
    from billing_facts as f
    where f.day = this_day
    group by f.notification_type, f.provider;
end
$$;

comment on function ops.provider_metrics is 'What ops.metrics tells of providers.';
