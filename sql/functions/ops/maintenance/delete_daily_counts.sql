create or replace function ops.delete_daily_counts()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from daily_counts as c where c.day < today();
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_daily_counts is
'Deletes the counters of daily limits of days that are over; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_daily_counts to postroom_dba, postroom_worker;
