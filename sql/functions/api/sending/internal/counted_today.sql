create or replace function api.counted_today(service_id uuid, kind text)
    returns bigint
    language plpgsql  -- which keeps its plan
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    -- Each slot has one row. The newest first, as older ones may be dead, and long chains.
    return (
        select coalesce(sum(newest.count), 0)
        from generate_series(0, api.slots() - 1) as s (slot)
        cross join lateral (
            select d.count from daily_counts as d
            where d.service_id = counted_today.service_id
              and d.day = (postroom.now() at time zone 'UTC')::date
              and d.kind = counted_today.kind
              and d.slot = s.slot
            order by d.bucket desc
            limit 1
        ) as newest
    );
end
$$;

comment on function api.counted_today is
'How many messages of a kind a service has been accepted today (UTC), as far as has been committed.
Volatile, so that whoever has just got a lock sees what others did before.';
