create or replace function api.usage(
    first_day date, last_day date, of_services uuid[] default null,
    of_types text[] default '{sms,email,letter}'
)
    returns table (
        service_id uuid, day date, notification_type text, rate numeric, postage text,
        billable_units bigint, chargeable_units bigint, notifications_sent bigint
    )
    language plpgsql
    stable
    rows 200000
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    from_day date := greatest(usage.first_day, (select min(f.day) from billing_facts as f));
    until_day date := least(
        usage.last_day,
        coalesce((select max(f.day) from billing_facts as f), usage.first_day - 1)
    );
    -- In a month with two rates of text messages, what was used up first is not free any more.
    two_rates date[] := array(
        select date_trunc('month', d.day)::date from billing_days as d
        where d.notification_type = 'sms' and d.day between from_day and until_day
        group by 1
        having count(distinct d.rate) > 1
    );
    split record;
begin
    select s.* into split from api.split_range(from_day, until_day, two_rates) as s;

    return query
    select
        m.service_id, m.month, m.notification_type, m.rate, m.postage, m.billable_units,
        m.chargeable_units, m.notifications_sent
    from billing_months as m
    where m.month = any(split.months)
      and (usage.of_services is null or m.service_id = any(usage.of_services))
      and m.notification_type = any(usage.of_types)
      and m.notifications_sent > 0;

    return query
    select
        f.service_id,
        case
            when date_trunc('month', f.day) = any(two_rates) then f.day
            else greatest(date_trunc('month', f.day)::date, from_day)
        end,
        f.notification_type, f.rate, f.postage,
        sum(f.billable_units)::bigint, sum(f.billable_units * f.rate_multiplier)::bigint,
        sum(f.notifications_sent)::bigint
    from billing_facts as f
    where f.day = any(split.days)
      and (usage.of_services is null or f.service_id = any(usage.of_services))
      and f.notification_type = any(usage.of_types)
    group by 1, 2, 3, 4, 5;
end
$$;

comment on function api.usage is
'What was charged between two days, both included, of all services or of some, by type (of some),
rate and postage, as far as it has been counted (billing_facts): by month and the first of its days that is
asked for, but by day where the rate of text messages changed within a month. So these rows, in the
order of days, do not overlap. Internal. Indexes billing_months_pkey and billing_facts_pkey.';
