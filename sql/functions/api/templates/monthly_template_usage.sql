create or replace function api.monthly_template_usage(service_id uuid, year int)
    returns table (
        template_id uuid,
        name text,
        type text,
        month int,
        year int,
        count bigint,
        is_precompiled_letter boolean
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        t.id, v.name, t.template_type, extract(month from c.month)::int,
        extract(year from c.month)::int, c.count, api.is_precompiled(t, v)
    from (
        select
            d.template_id, date_trunc('month', d.day) as month, sum(d.count)::bigint as count
        from api.count_by_day(
            monthly_template_usage.service_id,
            make_date(monthly_template_usage.year, 4, 1),
            least(make_date(monthly_template_usage.year + 1, 3, 31), today())
        ) as d
        where d.status <> 'cancelled'
        group by 1, 2
    ) as c
    inner join templates as t on t.id = c.template_id
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    order by c.month, v.name, t.id
$$;

comment on function api.monthly_template_usage is
'How often a service used each template, as it is called now, in each month of the financial year
that begins in a year: without tests and what was cancelled.';

grant execute on function api.monthly_template_usage to postroom_api;
