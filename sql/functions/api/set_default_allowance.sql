create or replace function api.set_default_allowance(service_id uuid, financial_year int)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into allowances (service_id, financial_year, fragments, is_custom)
    select
        s.id, set_default_allowance.financial_year,
        coalesce(custom.fragments, standard.fragments), custom.fragments is not null
    from services as s
    left join allowances as custom
        on custom.service_id = s.id and custom.is_custom
        and custom.financial_year = set_default_allowance.financial_year - 1
    cross join lateral (
        select d.fragments from default_allowances as d
        where d.organisation_type = coalesce(s.organisation_type, 'other')
          and d.from_year <= set_default_allowance.financial_year
        order by d.from_year desc
        limit 1
    ) as standard
    where s.id = set_default_allowance.service_id
    on conflict (service_id, financial_year)
    do update set
        fragments = excluded.fragments, is_custom = excluded.is_custom, updated_at = now()
$$;

comment on function api.set_default_allowance is
'Gives a service its allowance of a year: last year''s if that was agreed with it alone, else
that of its type of organisation.';
