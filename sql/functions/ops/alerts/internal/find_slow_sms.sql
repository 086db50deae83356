create or replace function ops.find_slow_sms()
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
    first_id uuid := uuid7_floor(postroom.now() - interval '15 minutes');
    first_day date := local_day(postroom.now() - interval '15 minutes');
    this_day date := today();
begin
    return query
    select r.name, '', round(sent.slow::numeric / sent.messages, 3), format(
        '%s of %s text messages of the last 15 minutes took 5 minutes or more', sent.slow,
        sent.messages
    )
    from (
        select count(*) as messages,
            count(*) filter (
                where case n.status
                    when 'delivered' then n.updated_at else postroom.now()
                end - n.sent_at >= interval '5 minutes'
            ) as slow
        from notifications as n
        where n.id >= first_id
          and n.day between first_day and this_day
          and n.notification_type = 'sms' and n.key_type <> 'test' and n.sent_at is not null
          and n.status in ('delivered', 'pending', 'sending')
    ) as sent
    inner join alert_rules as r
        on r.name = 'sms_slow' and sent.messages >= r.minimum
        and sent.slow::numeric / sent.messages >= r.threshold;
end
$$;

comment on function ops.find_slow_sms is
'Whether too many text messages of the last 15 minutes are slow. Reads only these.';
