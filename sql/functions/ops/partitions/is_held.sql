create or replace function ops.is_held(tree text, whole boolean)
    returns boolean
    language sql
    volatile
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from pg_locks as l
        inner join pg_stat_activity as a on a.pid = l.pid
        inner join ops.trees() as t
            on t.tree = is_held.tree
            and (l.relation = t.default_partition or (is_held.whole and l.relation = t.parent))
        where l.locktype = 'relation'
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
          and l.granted
          and a.pid <> pg_backend_pid()
          and a.xact_start < clock_timestamp() - interval '1 second'
    )
$$;

comment on function ops.is_held is
'Whether a transaction that has been open for a second or more uses the default partition of a
tree, or, with whole, anything of the tree. Waiting for it would make everybody else wait.';

grant execute on function ops.is_held to postroom_dba, postroom_worker;
