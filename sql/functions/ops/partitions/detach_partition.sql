create or replace function ops.detach_partition(partition oid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- Queries queue up behind a waiting detach: give up soon and try again later.
    set lock_timeout = '100ms'
as $$
declare
    tree regclass := (
        select i.inhparent from pg_inherits as i where i.inhrelid = detach_partition.partition
    );
    expired record;
begin
    select * into expired
    from ops.expired_partitions() as e
    where e.partition = detach_partition.partition;
    if not found then
        raise exception '% is not an expired partition', detach_partition.partition::regclass;
    end if;
    execute format('alter table %s detach partition %s', tree, expired.partition::regclass);
    execute format(
        'alter table %s set schema %I',
        expired.partition::regclass, case expired.tree when 'facts' then 'archive' else 'expired' end
    );
end
$$;

comment on function ops.detach_partition is
'Takes one expired partition out of its tree: facts into schema archive, the others into
schema expired, to be dropped. From then on no query can see it.
Raises lock_not_available after 100 ms, and an exception for a partition that is not due.
Locks: the tree, the partition and the default partition, exclusively, for milliseconds.';

grant execute on function ops.detach_partition to postroom_dba, postroom_worker;
