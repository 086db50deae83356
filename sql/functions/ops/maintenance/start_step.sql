create or replace function ops.start_step(step text)
    returns bigint
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into maintenance_log (step) values (start_step.step) returning id
$$;

comment on function ops.start_step is
'Notes in the maintenance log that a step begins; the answer names the entry (ops.finish_step).';

grant execute on function ops.start_step to postroom_dba, postroom_worker;
