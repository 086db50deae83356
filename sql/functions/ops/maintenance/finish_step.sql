create or replace function ops.finish_step(
    id bigint, details jsonb default '{}', error text default null
)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update maintenance_log as l
    set finished_at = clock_timestamp(), details = finish_step.details, error = finish_step.error
    where l.id = finish_step.id
$$;

comment on function ops.finish_step is
'Notes in the maintenance log what a step did, or why it failed (ops.start_step).';

grant execute on function ops.finish_step to postroom_dba, postroom_worker;
