create or replace function ops.close_interrupted()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    closed bigint;
begin
    update maintenance_log as l
    set finished_at = clock_timestamp(), error = 'interrupted'
    where l.finished_at is null;
    get diagnostics closed = row_count;
    return closed;
end
$$;

comment on function ops.close_interrupted is
'Notes of runs in the maintenance log that never ended that they were interrupted. For
ops.run_maintenance, at its start, when no other one runs.';

grant execute on function ops.close_interrupted to postroom_dba, postroom_worker;
