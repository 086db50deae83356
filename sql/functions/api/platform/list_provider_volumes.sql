create or replace function api.list_provider_volumes(start_date date, end_date date)
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'day', d.day,
        'provider', d.provider,
        'sms_totals', sum(d.notifications_sent),
        'sms_fragment_totals', sum(d.billable_units),
        'sms_chargeable_units', sum(d.chargeable_units),
        'sms_cost', sum(d.chargeable_units * d.rate)
    )
    from billing_days as d
    where d.day between list_provider_volumes.start_date and list_provider_volumes.end_date
      and d.notification_type = 'sms'
      and d.notifications_sent > 0
    group by d.day, d.provider
    order by d.day, d.provider
$$;

comment on function api.list_provider_volumes is
'How many text messages each provider had on each of the days from one to another, and their price,
as if nothing were free.';

grant execute on function api.list_provider_volumes to postroom_api;
