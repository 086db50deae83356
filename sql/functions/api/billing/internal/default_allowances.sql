create or replace function api.default_allowances(services uuid[], financial_year int)
    returns table (service_id uuid, fragments int, is_custom boolean, high_volume boolean)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        s.id,
        case when used.high_volume then 0 else coalesce(custom.fragments, standard.fragments) end,
        custom.fragments is not null and not used.high_volume,
        used.high_volume
    from services as s
    cross join lateral (
        select coalesce(sum(f.billable_units * f.rate_multiplier), 0) >= 300000 as high_volume
        from billing_facts as f
        where f.service_id = s.id
          and f.notification_type = 'sms'
          and f.day >= make_date(api.financial_year(today()) - 1, 4, 1)
          and f.day < make_date(api.financial_year(today()), 4, 1)
    ) as used
    left join allowances as custom
        on custom.service_id = s.id and custom.is_custom
        and custom.financial_year = default_allowances.financial_year - 1
    cross join lateral (
        select d.fragments from default_allowances as d
        where d.organisation_type = coalesce(s.organisation_type, 'other')
          and d.from_year <= default_allowances.financial_year
        order by d.from_year desc
        limit 1
    ) as standard
    where s.id = any(default_allowances.services)
$$;

comment on function api.default_allowances is
'What these services have free in a financial year unless somebody says otherwise: nothing after
300,000 fragments or more in the last full year, else last year''s if that was agreed with the
service alone, else that of its type of organisation.';
