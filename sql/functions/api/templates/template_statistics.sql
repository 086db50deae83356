create or replace function api.template_statistics(service_id uuid, days int)
    returns table (
        template_id uuid,
        template_name text,
        template_type text,
        is_precompiled_letter boolean,
        status text,
        count bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        t.id, v.name, t.template_type, api.is_precompiled(t, v), c.status, c.count
    from (
        select d.template_id, d.status, sum(d.count)::bigint as count
        from api.count_by_day(
            template_statistics.service_id, today() - template_statistics.days, today()
        ) as d
        group by d.template_id, d.status
    ) as c
    inner join templates as t on t.id = c.template_id
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    order by v.name, t.id, c.status
$$;

comment on function api.template_statistics is
'What became of what a service sent with each template today and on so many days before, without
tests.';

grant execute on function api.template_statistics to postroom_api;
