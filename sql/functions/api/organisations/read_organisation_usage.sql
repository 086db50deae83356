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
    with live as materialized (
        select s.id, s.name, s.active, coalesce(a.fragments, 0) as free
        from services as s
        left join allowances as a
            on a.service_id = s.id
            and a.financial_year = read_organisation_usage.financial_year
        where s.organisation_id = read_organisation_usage.organisation_id and not s.restricted
    ),
    -- A rate holds for days in a row, so that all days of one rate can be counted together.
    sums as materialized (
        select
            f.service_id, f.notification_type, f.rate,
            min(f.day) as first_day,
            sum(f.billable_units * f.rate_multiplier) as units,
            sum(f.notifications_sent) as messages
        from billing_facts as f
        where f.service_id = any(array(select live.id from live))
          and f.day >= make_date(read_organisation_usage.financial_year, 4, 1)
          and f.day < make_date(read_organisation_usage.financial_year + 1, 4, 1)
        group by f.service_id, f.notification_type, f.rate
    ),
    charged as (
        select
            l.id, s.units, s.rate,
            s.units - least(
                s.units,
                greatest(l.free - (sum(s.units) over (
                    partition by s.service_id order by s.first_day, s.rate
                )) + s.units, 0)
            ) as units_charged
        from sums as s inner join live as l on l.id = s.service_id
        where s.notification_type = 'sms'
    ),
    sms as (
        select
            c.id, sum(c.units) as units, sum(c.units_charged) as units_charged,
            sum(c.units_charged * c.rate) as cost
        from charged as c group by c.id
    ),
    others as (
        select
            s.service_id as id,
            sum(s.messages * s.rate) filter (where s.notification_type = 'letter') as letter_cost,
            sum(s.messages) filter (where s.notification_type = 'email') as emails
        from sums as s group by s.service_id
    )
    select jsonb_build_object(
        'services', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'service_id', l.id,
                    'service_name', l.name,
                    'active', l.active,
                    'free_sms_limit', l.free,
                    'sms_remainder', greatest(l.free - coalesce(sms.units, 0), 0),
                    'sms_billable_units', coalesce(sms.units, 0),
                    'chargeable_billable_sms', coalesce(sms.units_charged, 0),
                    'sms_cost', coalesce(sms.cost, 0),
                    'letter_cost', coalesce(others.letter_cost, 0),
                    'emails_sent', coalesce(others.emails, 0)
                )
                order by l.active desc, lower(l.name) collate "C"
            ),
            '[]'
        ),
        'updated_at', api.usage_counted_at(read_organisation_usage.financial_year)
    )
    from live as l
    left join sms on sms.id = l.id
    left join others on others.id = l.id
$$;

comment on function api.read_organisation_usage is
'What each service of an organisation that has ever been live used and cost in a financial year, as
far as it has been counted in facts; archived ones last, by name. Text messages cost once the
allowance is used up, in the order of days.
With it, when that was last counted (api.usage_counted_at).';

grant execute on function api.read_organisation_usage to postroom_api;
