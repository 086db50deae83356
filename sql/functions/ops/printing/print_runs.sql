create or replace function ops.print_runs()
    returns table (
        day date, begun_at timestamptz, provider text, letters bigint, waiting bigint,
        sending bigint, despatched bigint, failed bigint
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    days date[] := array(select distinct uuid7_day(p.notification_id) from prints as p);
begin
    return query
    select
        r.day, r.begun_at, p.provider, count(n.id),
        count(n.id) filter (where n.status = 'created'),
        count(n.id) filter (where n.status = 'sending'),
        count(n.id) filter (where n.status in ('delivered', 'returned-letter')),
        count(n.id) filter (where n.status = 'technical-failure')
    from print_runs as r
    left join prints as p on p.day = r.day
    left join notifications as n on n.id = p.notification_id and n.day = any(days)
    where r.day >= today() - 30
    group by r.day, p.provider
    order by r.day desc, p.provider;
end
$$;

comment on function ops.print_runs is
'The runs of letters of the last 30 days, the latest first, by printer (null: not decided yet): how many
letters, how many of these wait for it, are with it, were despatched, and failed.';

grant execute on function ops.print_runs to postroom_dba, postroom_readonly;
