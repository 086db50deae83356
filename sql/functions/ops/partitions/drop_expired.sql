create or replace function ops.drop_expired()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '5s'
as $$
declare
    leftover regclass;
begin
    select c.oid::regclass into leftover
    from pg_class as c
    where c.relnamespace = 'expired'::regnamespace and c.relkind = 'r'
    order by c.relname
    limit 1;
    if leftover is null then
        return 0;
    end if;
    execute format('drop table %s', leftover);
    return 1;
end
$$;

comment on function ops.drop_expired is
'Drops one table of schema expired, the space of which goes back to the file system at commit;
returns 0 when none is left. Nobody uses these tables any more, so nobody waits.
Locks: the table, exclusively.';

grant execute on function ops.drop_expired to postroom_dba, postroom_worker;
