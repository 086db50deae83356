create or replace function api.judge_messages(messages postroom.new_message[])
    returns table (number bigint, refusal text, reason text)
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_generic_plan  -- no plan here depends on how many there are
as $$
#variable_conflict use_column
declare
    -- The days that the messages count towards, and how many more each may take.
    of_services uuid[];
    of_kinds text[];
    places bigint[];
    suffice boolean;
begin
    select
        array_agg(d.service_id), array_agg(d.kind), array_agg(d.free),
        coalesce(bool_and(d.messages <= d.free), true)
    into of_services, of_kinds, places, suffice
    from (
        select w.*, api.hold_day(w.service_id, w.kind, w.messages) as free
        from (
            select m.service_id, k.kind, count(*) as messages
            from unnest(judge_messages.messages) as m
            cross join lateral api.daily_kinds(
                m.notification_type, m.international, m.phone_prefix
            ) as k (kind)
            where m.limited is not false and m.key_type <> 'test'
            group by m.service_id, k.kind
            order by m.service_id, k.kind
        ) as w
    ) as d;
    if suffice and not exists (
        select from unnest(judge_messages.messages) as m
        left join services as s
            on s.id = m.service_id and s.context_version = m.context_version
        where (m.limited is not false and m.key_type = 'test')
           or (m.context_version is not null and s.id is null)
    ) then
        return;
    end if;

    return query
    -- Test keys are not counted, so only a limit of 0 stops them, and not even that those of a trial
    -- service: they live by the platform's limits for live services.
    with given as (
        select
            m.ordinality as number, m.service_id, m.notification_type, k.is_abroad,
            m.context_version is not null and m.context_version is distinct from s.context_version
                as is_stale,
            m.limited is not false and m.key_type <> 'test' and m.simulated is not true as counts,
            case
                when m.limited is false then null
                when m.key_type <> 'test' then d.free
                when not s.restricted and api.daily_limit(s.id, m.notification_type) = 0 then 0
            end as free,
            case
                when m.limited is false or not k.is_abroad then null
                when m.key_type <> 'test' then a.free
                when not s.restricted and api.daily_limit(s.id, 'international_sms') = 0 then 0
            end as free_abroad
        from unnest(judge_messages.messages) with ordinality as m
        left join services as s on s.id = m.service_id
        cross join lateral (
            select api.is_abroad(m.international, m.phone_prefix) as is_abroad
        ) as k
        left join unnest(of_services, of_kinds, places) as d (service_id, kind, free)
            on d.service_id = m.service_id and d.kind = m.notification_type
        left join unnest(of_services, of_kinds, places) as a (service_id, kind, free)
            on a.service_id = m.service_id and a.kind = 'international_sms' and k.is_abroad
    ),

    -- What the limit abroad refuses leaves its place in the other limit to the next one.
    abroad as (
        select
            g.*,
            coalesce(
                count(*) filter (where g.counts and g.is_abroad and not g.is_stale) over (
                    partition by g.service_id order by g.number
                    rows between unbounded preceding and 1 preceding
                ) >= g.free_abroad,
                false
            ) as is_over_abroad
        from given as g
    ),

    ranked as (
        select
            a.*,
            coalesce(
                count(*) filter (where a.counts and not a.is_over_abroad and not a.is_stale) over (
                    partition by a.service_id, a.notification_type order by a.number
                    rows between unbounded preceding and 1 preceding
                ) >= a.free,
                false
            ) as is_over
        from abroad as a
    )

    select
        r.number,
        case when r.is_stale then 'NTOLD' else 'NT429' end,
        case
            when not r.is_stale then format(
                'Exceeded send limits (%s: %s) for today', k.kind,
                api.daily_limit(r.service_id, k.kind)
            )
        end
    from ranked as r
    cross join lateral (
        select case when r.is_over then r.notification_type else 'international_sms' end as kind
    ) as k
    where r.is_stale or r.is_over or r.is_over_abroad;
end
$$;

comment on function api.judge_messages is
'Which of these messages are refused, and why: NTOLD when the service has changed since the sender
read it (api.check_context), NT429 with its text when the day''s limit is used up, by the messages
before it or already. So exactly as many are accepted as the limit allows, in their order.
Internal: api.accept_messages, which counts those that it stores in the same transaction.
Locks: the days that the messages count towards (api.hold_day), always in the same order.';
