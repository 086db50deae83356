create or replace function api.read_organisation_usage(
    organisation_id uuid, financial_year int
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with live as (
        select s.id, s.name, s.active, coalesce(a.fragments, 0) as free
        from services as s
        left join allowances as a
            on a.service_id = s.id
            and a.financial_year = read_organisation_usage.financial_year
        where s.organisation_id = read_organisation_usage.organisation_id and not s.restricted
    ),
    -- Text messages cost the same from one of these days to the next, so that all between them can
    -- be counted together.
    rate_changes as (
        select coalesce(array_agg(r.day order by r.day), '{}') as days
        from (
            select (
                (valid_from at time zone 'Europe/London') + interval '1 day - 1 microsecond'
            )::date as day
            from sms_rates
        ) as r
        where r.day > make_date(read_organisation_usage.financial_year, 4, 1)
          and r.day < make_date(read_organisation_usage.financial_year + 1, 4, 1)
    ),
    sums as materialized (
        select
            f.service_id, f.notification_type, f.rate,
            width_bucket(f.day, (select rate_changes.days from rate_changes)) as period,
            sum(f.billable_units * f.rate_multiplier) as units,
            sum(f.notifications_sent) as messages
        from billing_facts as f
        where f.service_id = any(array(select live.id from live))
          and f.day >= make_date(read_organisation_usage.financial_year, 4, 1)
          and f.day < make_date(read_organisation_usage.financial_year + 1, 4, 1)
        group by f.service_id, f.notification_type, f.rate, period
    ),
    shares as (
        select
            l.*, s.notification_type, s.rate, s.messages, s.units,
            greatest(
                s.units - greatest(l.free - coalesce(sum(s.units) over earlier, 0), 0), 0
            ) as charged
        from live as l
        left join sums as s on s.service_id = l.id
        window earlier as (
            partition by l.id, s.notification_type order by s.period, s.rate
            rows between unbounded preceding and 1 preceding
        )
    ),
    used as (
        select
            s.id, s.name, s.active, s.free,
            coalesce(sum(s.units) filter (where s.notification_type = 'sms'), 0) as units,
            coalesce(sum(s.charged) filter (where s.notification_type = 'sms'), 0) as charged,
            coalesce(sum(s.charged * s.rate) filter (where s.notification_type = 'sms'), 0)
            as sms_cost,
            coalesce(sum(s.messages * s.rate) filter (where s.notification_type = 'letter'), 0)
            as letter_cost,
            coalesce(sum(s.messages) filter (where s.notification_type = 'email'), 0) as emails
        from shares as s
        group by s.id, s.name, s.active, s.free
    )
    select jsonb_build_object(
        'services', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'service_id', u.id,
                    'service_name', u.name,
                    'active', u.active,
                    'free_sms_limit', u.free,
                    'sms_remainder', greatest(u.free - u.units, 0),
                    'sms_billable_units', u.units,
                    'chargeable_billable_sms', u.charged,
                    'sms_cost', u.sms_cost,
                    'letter_cost', u.letter_cost,
                    'emails_sent', u.emails
                )
                order by u.active desc, lower(u.name) collate "C"
            ),
            '[]'
        ),
        'updated_at', api.usage_counted_at(read_organisation_usage.financial_year)
    )
    from used as u
$$;

comment on function api.read_organisation_usage is
'What each service of an organisation that has ever been live used and cost in a financial year, as
far as it has been counted in facts; archived ones last, by name. Text messages cost once the
allowance is used up, in the order of days.
With it, when that was last counted (api.usage_counted_at).';

grant execute on function api.read_organisation_usage to postroom_api;
