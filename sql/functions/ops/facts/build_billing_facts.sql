create or replace function ops.build_billing_facts(day date)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
begin
    perform ops.expect_counted_day(build_billing_facts.day);
    -- Two builders of one day would meet in the primary key.
    perform pg_advisory_xact_lock(
        hashtext('postroom.billing_facts'), build_billing_facts.day - date '2000-01-01'
    );
    with counted as materialized (
        select c.* from ops.count_charges(build_billing_facts.day) as c
    ),
    gone as (
        delete from billing_facts as f
        where f.day = build_billing_facts.day and not exists (
            select from counted as c
            where (c.service_id, c.template_id, c.notification_type, c.provider)
                = (f.service_id, f.template_id, f.notification_type, f.provider)
              and (c.rate_multiplier, c.international, c.rate, c.postage)
                = (f.rate_multiplier, f.international, f.rate, f.postage)
        )
    )
    insert into billing_facts
    select c.* from counted as c
    except
    select f.* from billing_facts as f where f.day = build_billing_facts.day
    on conflict (
        day, service_id, template_id, notification_type, provider, rate_multiplier,
        international, rate, postage
    )
    do update set
        billable_units = excluded.billable_units,
        notifications_sent = excluded.notifications_sent;
    return jsonb_build_object('facts', (
        select count(*) from billing_facts as f where f.day = build_billing_facts.day
    ));
end
$$;

comment on function ops.build_billing_facts is
'Counts what the messages created on a local day cost, anew (ops.count_charges): what was counted of
the day before is corrected where it differs, so that a count that changes nothing writes nothing.
For any day of the history; safe to repeat, also side by side.
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s facts, against another count of the same day, and sums of facts, when it writes.';

grant execute on function ops.build_billing_facts to postroom_dba, postroom_worker;
