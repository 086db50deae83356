create or replace function api.list_daily_volumes(start_date date, end_date date)
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'day', d.day,
        'sms_totals', coalesce(sum(d.notifications_sent) filter (where t.sms), 0),
        'sms_fragment_totals', coalesce(sum(d.billable_units) filter (where t.sms), 0),
        'sms_chargeable_units', coalesce(sum(d.chargeable_units) filter (where t.sms), 0),
        'email_totals', coalesce(sum(d.notifications_sent) filter (where t.email), 0),
        'letter_totals', coalesce(sum(d.notifications_sent) filter (where t.letter), 0),
        'letter_sheet_totals', coalesce(sum(d.billable_units) filter (where t.letter), 0)
    )
    from billing_days as d
    cross join lateral (
        select
            d.notification_type = 'sms' as sms,
            d.notification_type = 'email' as email,
            d.notification_type = 'letter' as letter
    ) as t
    where d.day between list_daily_volumes.start_date and list_daily_volumes.end_date
      and d.notifications_sent > 0
    group by d.day
    order by d.day
$$;

comment on function api.list_daily_volumes is
'How much all services sent on each of the days from one to another that have something.';

grant execute on function api.list_daily_volumes to postroom_api;
