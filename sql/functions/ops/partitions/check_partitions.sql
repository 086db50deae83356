create or replace function ops.check_partitions()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'partitions of ' || p.tree,
        p.days > r.threshold,
        case
            when p.days >= 0 then format('made for %s days ahead', p.days)
            else format('missing for %s of the days that messages of today need', -p.days)
        end,
        case when p.days <= r.threshold then
            'call ops.maintain_partitions(); it says what hinders it'
        end
    from ops.partitions_ahead() as p
    inner join alert_rules as r on r.name = 'partitions_short'
$$;

comment on function ops.check_partitions is
'For ops.check: whether the partitions of the days ahead are made (alert partitions_short).';

grant execute on function ops.check_partitions to postroom_dba, postroom_worker, postroom_readonly;
