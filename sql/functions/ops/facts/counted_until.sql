create or replace function ops.counted_until()
    returns date
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select case when bool_and(m.succeeded_at is not null)
        then min(local_day(m.succeeded_at) - s.days)
    end
    from ops.maintenance_steps() as s
    inner join ops.maintenance() as m on m.step = s.step
    where s.days is not null
$$;

comment on function ops.counted_until is
'The last day whose facts the nights have counted for as long as they count a day; null when some
never have. Facts of later days are not detached (ops.expired_partitions).';

grant execute on function ops.counted_until to postroom_dba, postroom_worker;
