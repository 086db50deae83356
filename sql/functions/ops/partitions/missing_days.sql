create or replace function ops.missing_days(tree text)
    returns setof date
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    t record;
    attached date[];
    first_day date;
    last_day date;
begin
    select * into t from ops.trees() as r where r.tree = missing_days.tree;
    select array_agg(ops.partition_day(i.inhrelid)) into attached
    from pg_inherits as i
    where i.inhparent = t.parent;

    -- A single day that lies years away, say of a clock that was wrong, makes no years of days.
    select least(today(), min(a.day)), greatest(today() + t.ahead, max(a.day))
    into first_day, last_day
    from unnest(attached) as a (day)
    where a.day between today() - ops.history_days() and today() + ops.history_days();

    return query execute format(
        'select d.day::date from generate_series($1, $2, interval ''1 day'') as d (day)'
        ' where d.day::date not in (select a.day from unnest($3) as a (day) where a.day is not null)'
        ' and d.day::date not in (select r.%I from %s as r)'
        ' order by d.day::date < $4, d.day',
        t.control, t.default_partition
    ) using first_day, last_day, attached, today();
end
$$;

comment on function ops.missing_days is
'The days for which a tree has no partition and should have one: those ahead (ops.trees), and holes
between the oldest and the newest there is, within ops.history_days of today; first today and what
follows. Days of which the default partition has rows are left out: ops.empty_default makes these.';

grant execute on function ops.missing_days to postroom_dba, postroom_worker;
