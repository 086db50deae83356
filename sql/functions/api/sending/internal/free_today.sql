create or replace function api.free_today(service_id uuid, kind text)
    returns bigint
    language plpgsql  -- which keeps its plan
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    -- Each slot has one row. The newest first, as older ones may be dead, and long chains.
    return api.daily_limit(free_today.service_id, free_today.kind) - (
        select coalesce(sum(newest.count), 0)
        from generate_series(0, api.slots() - 1) as s (slot)
        cross join lateral (
            select d.count from daily_counts as d
            where d.service_id = free_today.service_id
              and d.day = (postroom.now() at time zone 'UTC')::date
              and d.kind = free_today.kind
              and d.slot = s.slot
            order by d.bucket desc
            limit 1
        ) as newest
    );
end
$$;

comment on function api.free_today is
'How many more messages of a kind a service may be accepted today (UTC), as far as has been
committed; negative when its limit has been lowered. Volatile, so that whoever has just got a lock
sees what others did before.';
