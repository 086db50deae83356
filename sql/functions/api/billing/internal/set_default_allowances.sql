create or replace function api.set_default_allowances(services uuid[], financial_year int)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into allowances (
        service_id, financial_year, fragments, is_custom, high_volume_last_year
    )
    select
        d.service_id, set_default_allowances.financial_year, d.fragments, d.is_custom,
        d.high_volume
    from api.default_allowances(
        set_default_allowances.services, set_default_allowances.financial_year
    ) as d
    on conflict (service_id, financial_year)
    do update set
        fragments = excluded.fragments, is_custom = excluded.is_custom,
        high_volume_last_year = excluded.high_volume_last_year, updated_at = now()
$$;

comment on function api.set_default_allowances is
'Gives services their allowances of a year (api.default_allowances), whatever they had before.';
