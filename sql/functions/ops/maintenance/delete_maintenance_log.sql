create or replace function ops.delete_maintenance_log()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from maintenance_log as l where l.as_of < postroom.now() - interval '1 year';
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_maintenance_log is
'Deletes entries of the maintenance log that are older than a year; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_maintenance_log to postroom_dba, postroom_worker;
