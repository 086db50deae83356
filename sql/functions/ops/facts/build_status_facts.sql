create or replace function ops.build_status_facts(day date)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    groups bigint;
begin
    perform ops.expect_counted_day(build_status_facts.day);
    perform pg_advisory_xact_lock(
        hashtext('postroom.status_facts'), build_status_facts.day - date '2000-01-01'
    );
    delete from status_facts as f where f.day = build_status_facts.day;
    insert into status_facts (
        day, service_id, template_id, job_id, notification_type, key_type, status,
        notification_count
    )
    select
        n.day, n.service_id, n.template_id,
        coalesce(n.job_id, '00000000-0000-0000-0000-000000000000'), n.notification_type,
        n.key_type, n.status, count(*)
    from notifications as n
    where n.day = build_status_facts.day and n.key_type <> 'test'
    group by n.day, n.service_id, n.template_id, n.job_id, n.notification_type, n.key_type,
        n.status;
    get diagnostics groups = row_count;
    return jsonb_build_object('facts', groups);
end
$$;

comment on function ops.build_status_facts is
'Counts the messages created on a local day by service, template, job, type of key and status,
anew: whatever was counted of the day before is replaced. For any day of the history; safe to
repeat, also side by side. None of test keys.
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s facts, against another count of the same day.';

grant execute on function ops.build_status_facts to postroom_dba, postroom_worker;
