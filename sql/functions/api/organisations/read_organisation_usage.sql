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
    used as (
        select
            c.service_id,
            sum(c.chargeable_units) filter (where c.notification_type = 'sms') as units,
            sum(c.charged_units) filter (where c.notification_type = 'sms') as charged,
            sum(c.cost) filter (where c.notification_type = 'sms') as sms_cost,
            sum(c.cost) filter (where c.notification_type = 'letter') as letter_cost,
            sum(c.notifications_sent) filter (where c.notification_type = 'email') as emails
        from api.charge(
            make_date(read_organisation_usage.financial_year, 4, 1),
            make_date(read_organisation_usage.financial_year + 1, 3, 31),
            of_services => array(select live.id from live)
        ) as c
        group by c.service_id
    )
    select jsonb_build_object(
        'services', coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'service_id', l.id,
                    'service_name', l.name,
                    'active', l.active,
                    'free_sms_limit', l.free,
                    'sms_remainder', greatest(l.free - coalesce(u.units, 0), 0),
                    'sms_billable_units', coalesce(u.units, 0),
                    'chargeable_billable_sms', coalesce(u.charged, 0),
                    'sms_cost', coalesce(u.sms_cost, 0),
                    'letter_cost', coalesce(u.letter_cost, 0),
                    'emails_sent', coalesce(u.emails, 0)
                )
                order by l.active desc, lower(l.name) collate "C"
            ),
            '[]'
        ),
        'updated_at', api.usage_counted_at(read_organisation_usage.financial_year)
    )
    from live as l
    left join used as u on u.service_id = l.id
$$;

comment on function api.read_organisation_usage is
'What each service of an organisation that has ever been live used and cost in a financial year, as
far as it has been counted in facts (api.charge); archived ones last, by name.
With it, when that was last counted (api.usage_counted_at).';

grant execute on function api.read_organisation_usage to postroom_api;
