create or replace function ops.expired_partitions()
    returns table (tree text, partition oid, name text, day date)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select p.tree, to_regclass(p.partition)::oid, p.partition, p.day
    from ops.partitions() as p
    where p.drops_on <= today()
      and (p.tree <> 'facts' or p.day <= ops.counted_until())
    -- First what somebody was promised to be forgotten.
    order by p.tree = 'facts', p.tree, p.day
$$;

comment on function ops.expired_partitions is
'The partitions whose time is over: contents and inbound messages whose last day
has passed, then facts whose day lies past
the horizon (ops.history_days), once they have been counted (ops.counted_until).';

grant execute on function ops.expired_partitions to postroom_dba, postroom_worker;
