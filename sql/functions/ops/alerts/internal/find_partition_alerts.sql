create or replace function ops.find_partition_alerts()
    returns table (name text, subject text, value numeric, text text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select r.name, p.tree, p.days::numeric, format(
        'Of the days to come, %s have the partitions of %s that messages may need; '
        'call ops.maintain_partitions() says what hinders it', p.days, p.tree
    )
    from ops.partitions_ahead() as p
    inner join alert_rules as r
        on r.name in ('partitions_short', 'partitions_missing') and p.days <= r.threshold
    union all
    select r.name, d.tree, d.rows, format(
        '%s rows lie in the default partition of %s, where retention does not find them; '
        'call ops.maintain_partitions() says what hinders it',
        case when d.rows > 1000000 then 'More than 1000000' else d.rows::text end, d.tree
    )
    from ops.rows_in_default() as d
    inner join alert_rules as r on r.name = 'rows_in_default' and d.rows > r.threshold
$$;

comment on function ops.find_partition_alerts is
'Which trees have partitions for few days to come, and which have rows in their default partition.';
