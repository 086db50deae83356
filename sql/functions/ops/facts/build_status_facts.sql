create or replace function ops.build_status_facts(day date)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
begin
    perform ops.expect_counted_day(build_status_facts.day);
    perform pg_advisory_xact_lock(
        hashtext('postroom.status_facts'), build_status_facts.day - date '2000-01-01'
    );
    with counted as materialized (
        select
            n.day, n.service_id, n.template_id,
            coalesce(n.job_id, '00000000-0000-0000-0000-000000000000') as job_id,
            n.notification_type, n.key_type, n.status, count(*) as notification_count
        from notifications as n
        where n.day = build_status_facts.day and n.key_type <> 'test'
        group by n.day, n.service_id, n.template_id, n.job_id, n.notification_type, n.key_type,
            n.status
    ),
    gone as (
        delete from status_facts as f
        where f.day = build_status_facts.day and not exists (
            select from counted as c
            where (c.service_id, c.template_id, c.job_id)
                = (f.service_id, f.template_id, f.job_id)
              and (c.notification_type, c.key_type, c.status)
                = (f.notification_type, f.key_type, f.status)
        )
    )
    insert into status_facts
    select c.* from counted as c
    except
    select f.* from status_facts as f where f.day = build_status_facts.day
    on conflict (day, service_id, template_id, job_id, notification_type, key_type, status)
    do update set notification_count = excluded.notification_count;
    return jsonb_build_object('facts', (
        select count(*) from status_facts as f where f.day = build_status_facts.day
    ));
end
$$;

comment on function ops.build_status_facts is
'Counts the messages created on a local day by service, template, job, type of key and status,
anew: what was counted of the day before is corrected where it differs, so that a count that
changes nothing writes nothing. For any day of the history; safe to repeat, also side by side. None
of test keys.
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s facts, against another count of the same day, and sums of facts, when it writes.';

grant execute on function ops.build_status_facts to postroom_dba, postroom_worker;
