create or replace function api.pace_messages(ids uuid[], day date)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
begin
    with queued as (
        select
            q.notification_id, n.service_id, n.key_type,
            row_number() over (partition by n.service_id, n.key_type order by i.number) as place
        from unnest(pace_messages.ids) with ordinality as i (id, number)
        inner join delivery_queue as q on q.notification_id = i.id
        inner join notifications as n
            on n.id = i.id and n.service_id = q.service_id and n.day = pace_messages.day
        inner join services as s on s.id = n.service_id
        where s.pace and n.day = pace_messages.day and q.notification_id = any(pace_messages.ids)
    ),

    -- When the tokens come: the first so many are there at once, the others come one by one.
    tokens as materialized (
        select w.service_id, w.key_type, t.*
        from (
            select c.service_id, c.key_type, s.rate_limit, count(*)::int as messages
            from queued as c
            inner join services as s on s.id = c.service_id
            group by c.service_id, c.key_type, s.rate_limit
            order by c.service_id, c.key_type
        ) as w
        cross join lateral api.take_ahead(
            w.service_id, w.key_type, w.rate_limit, w.messages
        ) as t
    )

    update delivery_queue as q
    set due_at = greatest(
        q.due_at,
        postroom.now() + t.first_wait + (c.place - t.at_once - 1) * t.each_wait
    )
    from queued as c
    inner join tokens as t on t.service_id = c.service_id and t.key_type = c.key_type
    where q.notification_id = c.notification_id
      and q.service_id = c.service_id
      and c.place > t.at_once;
end
$$;

comment on function api.pace_messages is
'Of messages that this transaction has queued on a day, makes those of a service with a pace that are
above it due when their tokens come, per key type, first come first sent (api.take_ahead).
Internal: api.accept_messages.
Locks: the buckets of such services, in the order of service and key type.';
