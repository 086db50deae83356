create or replace function ops.waiting_messages()
    returns table (kind text, messages bigint, failed bigint, oldest interval)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- Which texts go abroad matters only where a provider works that does not serve them.
    abroad_differs boolean := (
        select coalesce(bool_or(s.works), false) <> coalesce(bool_or(s.works and s.abroad), false)
        from ops.provider_states() as s
        where s.notification_type = 'sms'
    );
    generations constant int[] := jobs.generations();
    -- A variable, so that the plan leaves out all other days (docs/design.md).
    days date[] := array(
        select distinct uuid7_day(q.notification_id)
        from delivery_queue as q
        where q.generation = any(generations)
          and (q.lane = 'platform' or q.lane = 'sms' and abroad_differs)
    );
begin
    return query
    with known as (
        select q.lane as kind, q.notification_id, q.attempts, q.leased_until
        from delivery_queue as q
        where q.generation = any(generations)
          and (q.lane = 'email' or q.lane = 'sms' and not abroad_differs)
        union all
        select
            case when n.international and abroad_differs then 'sms abroad' else n.notification_type end,
            q.notification_id, q.attempts, q.leased_until
        from delivery_queue as q
        inner join notifications as n
            on n.id = q.notification_id and n.service_id = q.service_id and n.day = any(days)
        where q.generation = any(generations)
          and (q.lane = 'platform' or q.lane = 'sms' and abroad_differs)
          and days <> '{}'
    )
    select
        k.kind, count(*),
        -- A claim counts the attempt that is under way.
        count(*) filter (where k.attempts > (k.leased_until is not null)::int),
        greatest(postroom.now() - min(uuid7_time(k.notification_id)), '0')
    from known as k
    group by k.kind;
end
$$;

comment on function ops.waiting_messages is
'How many texts and emails wait or are in hand, how many of these have been tried in vain, and how
old the oldest is. Texts abroad are apart ("sms abroad") where those who work do not serve them.
Without messages of test keys and letters. Internal: ops.find_provider_alerts.';
