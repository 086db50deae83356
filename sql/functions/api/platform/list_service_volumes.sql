create or replace function api.list_service_volumes(start_date date, end_date date)
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set work_mem = '64MB'
as $$
    with used as (
        select
            u.service_id,
            sum(u.notifications_sent) filter (where u.notification_type = 'sms') as texts,
            sum(u.chargeable_units) filter (where u.notification_type = 'sms') as units,
            sum(u.notifications_sent) filter (where u.notification_type = 'email') as emails,
            sum(u.notifications_sent) filter (where u.notification_type = 'letter') as letters,
            sum(u.billable_units) filter (where u.notification_type = 'letter') as sheets,
            sum(u.notifications_sent * u.rate) filter (where u.notification_type = 'letter')
            as letter_cost
        from api.usage(list_service_volumes.start_date, list_service_volumes.end_date) as u
        group by u.service_id
    )
    select jsonb_build_object(
        'service_name', s.name,
        'service_id', s.id,
        'organisation_name', coalesce(o.name, ''),
        'organisation_id', coalesce(o.id::text, ''),
        'free_allowance', a.fragments,
        'sms_notifications', coalesce(u.texts, 0),
        'sms_chargeable_units', coalesce(u.units, 0),
        'email_totals', coalesce(u.emails, 0),
        'letter_totals', coalesce(u.letters, 0),
        'letter_sheet_totals', coalesce(u.sheets, 0),
        'letter_cost', coalesce(u.letter_cost, 0)
    )
    from services as s
    cross join lateral (
        select a.fragments from allowances as a
        where a.service_id = s.id
          and a.financial_year <= extract(year from list_service_volumes.end_date)
        order by a.financial_year desc
        limit 1
    ) as a
    left join organisations as o on o.id = s.organisation_id
    left join used as u on u.service_id = s.id
    where s.active and not s.restricted and s.count_as_live
    order by o.name, s.name, s.id
$$;

comment on function api.list_service_volumes is
'How much each live service with an allowance sent on the days from one to another, by organisation
(none last) and name.';

grant execute on function api.list_service_volumes to postroom_api;
