create or replace function ops.expired_partitions(tree regclass)
    returns table (partition regclass, day date)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select i.inhrelid::regclass, ops.partition_day(i.inhrelid)
    from pg_inherits as i
    where i.inhparent = expired_partitions.tree
      and ops.partition_day(i.inhrelid) < today() - case
          when expired_partitions.tree = 'postroom.notifications'::regclass
              then ops.history_days()
          else 0
      end
    order by ops.partition_day(i.inhrelid)
$$;

comment on function ops.expired_partitions is
'The partitions of a tree whose time is over: contents whose last day has passed, facts whose day
lies past the horizon (ops.history_days).';

grant execute on function ops.expired_partitions to postroom_dba, postroom_worker;
