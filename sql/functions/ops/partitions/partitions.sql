create or replace function ops.partitions()
    returns table (
        tree text,
        partition text,
        day date,
        rows bigint,
        bytes bigint,
        drops_on date
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        t.tree,
        format('%I.%I', c.relnamespace::regnamespace, c.relname),
        b.day,
        greatest(c.reltuples, 0)::bigint,
        pg_total_relation_size(c.oid),
        case t.tree
            when 'facts' then b.day + ops.history_days() + 1
            when 'keys' then b.day + 2
            else b.day + 1
        end
    from ops.trees() as t
    inner join pg_inherits as i on i.inhparent = t.parent
    inner join pg_class as c on c.oid = i.inhrelid
    cross join lateral (select ops.partition_day(c.oid) as day) as b
    order by t.tree, b.day nulls last
$$;

comment on function ops.partitions is
'Every partition: its day (of creation for facts, the last one kept for contents and inbound
messages; null for the
default partition; of creation too for keys, which stay the day after), rows as last analysed, bytes with indexes, and the day on whose night it
leaves: facts are detached into schema archive, the others dropped.';

grant execute on function ops.partitions to postroom_dba, postroom_readonly;
