create or replace function api.list_live_services()
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set work_mem = '64MB'
as $$
    with sent as (
        select
            u.service_id,
            sum(u.notifications_sent) filter (where u.notification_type = 'sms') as texts,
            sum(u.notifications_sent) filter (where u.notification_type = 'email') as emails,
            sum(u.notifications_sent) filter (where u.notification_type = 'letter') as letters
        from api.usage(make_date(api.financial_year(today()), 4, 1), today()) as u
        group by u.service_id
    )
    select jsonb_build_object(
        'service_id', s.id,
        'service_name', s.name,
        'organisation_name', o.name,
        'organisation_type', o.organisation_type,
        'consent_to_research', s.consent_to_research,
        'contact_name', u.name,
        'contact_email', u.email_address,
        'contact_mobile', u.mobile_number,
        'live_date', api.http_time(s.go_live_at),
        'sms_volume_intent', s.volume_sms,
        'email_volume_intent', s.volume_email,
        'letter_volume_intent', s.volume_letter,
        'sms_totals', coalesce(n.texts, 0),
        'email_totals', coalesce(n.emails, 0),
        'letter_totals', coalesce(n.letters, 0),
        'free_sms_fragment_limit', a.fragments
    )
    from services as s
    cross join lateral (
        select a.fragments from allowances as a
        where a.service_id = s.id
        order by a.financial_year desc
        limit 1
    ) as a
    left join organisations as o on o.id = s.organisation_id
    left join users as u on u.id = s.go_live_user_id
    left join sent as n on n.service_id = s.id
    where s.active and not s.restricted and s.count_as_live
    order by s.go_live_at, s.id
$$;

comment on function api.list_live_services is
'Every live service with an allowance: who made it live, what it meant to send and what it was charged
for this financial year; by the time at which it went live.';

grant execute on function api.list_live_services to postroom_api;
