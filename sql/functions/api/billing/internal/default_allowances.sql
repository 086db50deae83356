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
        select coalesce(sum(m.chargeable_units), 0) >= 300000 as high_volume
        from billing_months as m
        where m.service_id = s.id
          and m.notification_type = 'sms'
          and m.month = any(array(
              select generate_series(
                  make_date(api.financial_year(today()) - 1, 4, 1)::timestamp,
                  make_date(api.financial_year(today()), 3, 1)::timestamp,
                  interval '1 month'
              )::date
          ))
    ) as used
    left join allowances as custom
        on custom.service_id = s.id and custom.is_custom
        and custom.financial_year = default_allowances.financial_year - 1
    cross join lateral (
        select api.standard_allowance(
            s.organisation_type, default_allowances.financial_year
        ) as fragments
    ) as standard
    where s.id = any(default_allowances.services)
$$;

comment on function api.default_allowances is
'What these services have free in a financial year unless somebody says otherwise: nothing after
300,000 fragments or more in the last full year, else last year''s if that was agreed with the
service alone, else that of its type of organisation.';
