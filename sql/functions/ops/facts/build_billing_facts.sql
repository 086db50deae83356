create or replace function ops.build_billing_facts(day date)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    sms_rate numeric := ops.sms_rate(build_billing_facts.day);
    groups bigint;
begin
    perform ops.expect_counted_day(build_billing_facts.day);
    -- Two builders of one day would meet in the primary key.
    perform pg_advisory_xact_lock(
        hashtext('postroom.billing_facts'), build_billing_facts.day - date '2000-01-01'
    );
    delete from billing_facts as f where f.day = build_billing_facts.day;
    insert into billing_facts (
        day, service_id, template_id, notification_type, provider, rate_multiplier,
        international, rate, postage, billable_units, notifications_sent
    )
    with charged as (
        select
            n.service_id, n.template_id, n.notification_type, n.international,
            case n.notification_type
                when 'sms' then coalesce(n.sent_by, 'unknown')
                when 'email' then coalesce(n.sent_by, 'ses')
                else 'dvla'
            end as provider,
            case n.notification_type
                when 'email' then 0 else coalesce(n.rate_multiplier, 1)
            end as rate_multiplier,
            case n.notification_type
                when 'letter' then coalesce(n.postage, 'none') else 'none'
            end as postage,
            case n.notification_type when 'letter' then n.billable_units end as sheets,
            sum(n.billable_units) as units,
            count(*) as messages
        from notifications as n
        where n.day = build_billing_facts.day
          and n.key_type <> 'test'
          and case n.notification_type
              when 'sms' then n.status in (
                  'sending', 'sent', 'delivered', 'pending', 'temporary-failure',
                  'permanent-failure'
              )
              when 'email' then n.status in (
                  'sending', 'delivered', 'temporary-failure', 'permanent-failure'
              )
              else n.status in ('sending', 'delivered', 'returned-letter')
          end
        group by 1, 2, 3, 4, 5, 6, 7, 8
    ),
    priced as (
        select
            c.*,
            case c.notification_type
                when 'sms' then sms_rate
                else coalesce(r.rate, 0)
            end as rate
        from charged as c
        left join ops.letter_rates(build_billing_facts.day) as r
            on r.post_class = c.postage and r.sheet_count = c.sheets
    )
    select
        build_billing_facts.day, p.service_id, p.template_id, p.notification_type, p.provider,
        p.rate_multiplier, p.notification_type <> 'email' and p.international, p.rate, p.postage,
        case p.notification_type when 'email' then 0 else sum(p.units) end, sum(p.messages)
    from priced as p
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
    get diagnostics groups = row_count;
    return jsonb_build_object('facts', groups);
end
$$;

comment on function ops.build_billing_facts is
'Counts what the messages created on a local day cost, anew: whatever was counted of the day
before is replaced. For any day of the history; safe to repeat, also side by side. Only messages
that are charged, and none of test keys. A letter for which there is no rate costs 0
(ops.alerts shows it).
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s facts, against another count of the same day.';

grant execute on function ops.build_billing_facts to postroom_dba, postroom_worker;
