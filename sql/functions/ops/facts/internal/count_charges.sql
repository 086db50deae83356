create or replace function ops.count_charges(day date, of_service uuid default null)
    returns setof postroom.billing_facts
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    set work_mem = '64MB'
as $$
#variable_conflict use_column
declare
    sms_rate numeric := ops.sms_rate(count_charges.day);
begin
    return query
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
        where n.day = count_charges.day
          and (count_charges.of_service is null or n.service_id = count_charges.of_service)
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
        left join ops.letter_rates(count_charges.day) as r
            on r.post_class = c.postage and r.sheet_count = c.sheets
    )
    select
        count_charges.day, p.service_id, p.template_id, p.notification_type, p.provider,
        p.rate_multiplier, p.notification_type <> 'email' and p.international, p.rate, p.postage,
        case p.notification_type when 'email' then 0 else sum(p.units) end::bigint,
        sum(p.messages)::bigint
    from priced as p
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9;
end
$$;

comment on function ops.count_charges is
'What the messages created on a local day cost as things are now, as rows of billing_facts, of all
services or of one. Only messages that are charged, and none of test keys. A letter for which there
is no rate costs 0 (ops.alerts shows it). Internal: reads one partition, of one service by
notifications_service.';
