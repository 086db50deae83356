create or replace function ops.build_despatch_facts(day date)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    groups bigint;
begin
    perform ops.expect_counted_day(build_despatch_facts.day);
    perform pg_advisory_xact_lock(
        hashtext('postroom.despatch_facts'), build_despatch_facts.day - date '2000-01-01'
    );
    delete from despatch_facts as f where f.day = build_despatch_facts.day;
    insert into despatch_facts (
        day, postage, rate, billable_units, cost_threshold, notifications_sent
    )
    select
        build_despatch_facts.day, coalesce(n.postage, 'none'), coalesce(r.rate, 0),
        n.billable_units, coalesce(n.cost_threshold, 'unsorted'), count(*)
    from notifications as n
    left join ops.letter_rates(build_despatch_facts.day) as r
        on r.post_class = n.postage and r.sheet_count = n.billable_units
    where n.despatched_on = build_despatch_facts.day
      and n.day between build_despatch_facts.day - ops.history_days() and build_despatch_facts.day
      and n.notification_type = 'letter'
      and n.key_type <> 'test'
    group by 2, 3, 4, 5;
    get diagnostics groups = row_count;
    return jsonb_build_object('facts', groups);
end
$$;

comment on function ops.build_despatch_facts is
'Counts the letters that the printer despatched on a local day, at that day''s rates, anew. For
any day; safe to repeat, also side by side.
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s facts, against another count of the same day.';

grant execute on function ops.build_despatch_facts to postroom_dba, postroom_worker;
