create or replace function ops.check_defaults()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'default of ' || d.tree,
        d.rows <= r.threshold,
        case
            when d.rows > 1000000 then 'more than 1000000 rows'
            when d.rows = 1 then '1 row'
            else d.rows || ' rows'
        end || ' without a partition for their day',
        case when d.rows > r.threshold then
            'call ops.maintain_partitions(); it says what hinders it'
        end
    from ops.rows_in_default() as d
    inner join alert_rules as r on r.name = 'rows_in_default'
$$;

comment on function ops.check_defaults is
'For ops.check: whether rows lie in default partitions (alert rows_in_default). None is lost there,
but the nightly retention does not find them.';

grant execute on function ops.check_defaults to postroom_dba, postroom_worker, postroom_readonly;
