create or replace function api.charge(
    first_day date, last_day date, of_service uuid default null, of_services uuid[] default null
)
    returns table (
        service_id uuid, day date, notification_type text, rate numeric, postage text,
        notifications_sent bigint, chargeable_units bigint, free_allowance_used bigint,
        charged_units bigint, cost numeric, has_allowance boolean
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    year int := api.financial_year(charge.first_day);
    year_start date := make_date(year, 4, 1);
begin
    return query
    with used as (
        select u.*, u.day >= charge.first_day as is_asked
        from (
            select u.*
            from api.usage(
                year_start, charge.first_day - 1, charge.of_services, '{sms}'
            ) as u
            where charge.of_service is null
            union all
            select u.*
            from api.usage(
                charge.first_day, charge.last_day, charge.of_services,
                case
                    when charge.of_services is null then '{sms,letter}'::text[]
                    else '{sms,letter,email}'
                end
            ) as u
            where charge.of_service is null
            union all
            select u.*
            from api.usage_now(charge.of_service, year_start, charge.last_day) as u
            where charge.of_service is not null
        ) as u
    ),
    counted as (
        select
            u.*, a.fragments,
            greatest(
                coalesce(a.fragments, 0) - sum(u.chargeable_units) over earlier
                + u.chargeable_units,
                0
            ) as remaining
        from used as u
        left join allowances as a
            on a.service_id = u.service_id and a.financial_year = year
            and u.notification_type = 'sms'
        window earlier as (
            partition by u.service_id, u.notification_type order by u.day, u.rate, u.postage
            rows unbounded preceding
        )
    )
    select
        c.service_id, c.day, c.notification_type, c.rate, c.postage, c.notifications_sent,
        t.units, t.units - t.charged, t.charged, t.charged * c.rate, c.fragments is not null
    from counted as c
    cross join lateral (
        select case c.notification_type
            when 'sms' then c.chargeable_units
            when 'letter' then c.notifications_sent
            else 0
        end as units
    ) as u
    cross join lateral (
        select u.units, case c.notification_type
            when 'sms' then greatest(u.units - c.remaining, 0)::bigint else u.units
        end as charged
    ) as t
    where c.is_asked;
end
$$;

comment on function api.charge is
'What is to be paid for api.usage between two days of one financial year: of all services without
their emails, of some with them, or of one with them and with what it has sent just now (api.usage_now). Text messages
use up the allowance from the first of April on, wherever the range begins; a service without an
allowance pays for all. Pounds are exact. Internal.';
