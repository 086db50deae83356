create or replace function ops.find_sms_alerts()
    returns table (name text, subject text, value numeric, text text)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- Variables, so that the plan leaves out all other days (docs/design.md).
    first_id uuid := uuid7_floor(postroom.now() - interval '24 hours');
    first_day date := local_day(postroom.now() - interval '24 hours');
    this_day date := today();
begin
    return query
    select r.name, s.id::text, round(sent.failed::numeric / sent.messages, 3), format(
        '%s of %s text messages of service "%s" in 24 hours failed for good',
        sent.failed, sent.messages, s.name
    )
    from (
        select n.service_id, count(*) as messages,
            count(*) filter (where n.status = 'permanent-failure') as failed
        from notifications as n
        where n.id >= first_id
          and n.day >= first_day
          and n.notification_type = 'sms' and n.key_type <> 'test' and n.sent_at is not null
        group by n.service_id
    ) as sent
    inner join services as s
        on s.id = sent.service_id and s.active and not s.restricted and s.count_as_live
    inner join alert_rules as r
        on r.name = 'sms_failing' and sent.messages >= r.minimum
        and sent.failed::numeric / sent.messages >= r.threshold
    union all
    select r.name, s.id::text, sent.messages, format(
        '%s text messages of service "%s" in 24 hours went to numbers that are only for films',
        sent.messages, s.name
    )
    from (
        select c.service_id, count(*) as messages
        from notification_contents as c
        where c.normalised_recipient >= '447700900' and c.normalised_recipient < '447700901'
          and c.id >= first_id
          and c.kept_until >= this_day
        group by c.service_id
    ) as sent
    inner join services as s
        on s.id = sent.service_id and s.active and not s.restricted and s.count_as_live
    inner join alert_rules as r on r.name = 'sms_to_tv_numbers' and sent.messages > r.threshold;
end
$$;

comment on function ops.find_sms_alerts is
'Conditions of live services'' text messages of the last 24 hours that hold now, with the value
that is over the threshold. Reads the messages of 24 hours: seconds on a large installation.';
