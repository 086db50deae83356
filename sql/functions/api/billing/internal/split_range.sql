create or replace function api.split_range(
    first_day date, last_day date, except_months date[] default '{}',
    out months date[], out days date[]
)
    language sql
    stable
    set search_path = pg_catalog, pg_temp
as $$
    select
        array_agg(distinct s.month) filter (where s.is_whole),
        array_agg(s.day) filter (where not s.is_whole)
    from (
        select
            d.day::date as day, m.month,
            m.month >= split_range.first_day
            and (m.month + interval '1 month')::date <= split_range.last_day + 1
            and m.month <> all(split_range.except_months) as is_whole
        from generate_series(
            split_range.first_day::timestamp, split_range.last_day::timestamp, interval '1 day'
        ) as d (day)
        cross join lateral (select date_trunc('month', d.day)::date as month) as m
    ) as s
$$;

comment on function api.split_range is
'The months (their first days) that lie wholly between two days, but for some, and the days that lie
in none of them: what to read of sums of facts by month, and what of facts.';
