create or replace function ops.maintenance_steps()
    returns table (
        number bigint, step text, function text, every text, requires text[], days int
    )
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select row_number() over (), s.*
    from (values
        ('partitions', 'maintain_partitions', 'hour', '{}'::text[], null::int),
        ('time_outs', 'time_out_notifications', 'day', '{}', null),
        ('status_facts', 'build_status_facts', 'day', '{time_outs}', 10),
        ('billing_facts', 'build_billing_facts', 'day', '{time_outs}', 10),
        ('billing_today', 'build_billing_today', 'hour', '{}', null),
        ('despatch_facts', 'build_despatch_facts', 'day', '{}', 10),
        ('processing_time', 'build_processing_time', 'day', '{}', 1),
        ('allowances', 'set_yearly_allowances', 'day', '{billing_facts}', null),
        ('retention', 'run_retention', 'day', '{}', null),
        ('callbacks', 'give_up_callbacks', 'hour', '{}', null),
        ('reports', 'expire_reports', 'hour', '{}', null),
        ('rows', 'tidy_up', 'hour', '{}', null),
        ('jobs', 'delete_ended_jobs', 'day', '{}', null),
        ('audit', 'make_audit_months', 'day', '{}', null)
    ) as s (step, function, every, requires, days)
$$;

comment on function ops.maintenance_steps is
'What ops.run_maintenance does, in this order. Each step is a function of schema ops; every hour,
or every local day; only when the steps that it requires have been done in their time. A step
with days is called for each of so many days before today, and for those that were missed.';

grant execute on function ops.maintenance_steps to postroom_dba, postroom_worker;
