create or replace function jobs.drop_unprintable(leased uuid[], days date[], waiting uuid[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
begin
    -- Claimed once too often: what killed its worker each time does so no more.
    update notifications as n
    set status = 'technical-failure', updated_at = postroom.now()
    from delivery_queue as q
    where n.id = any(drop_unprintable.leased)
      and n.day = any(drop_unprintable.days)
      and n.status = 'created'
      and q.notification_id = n.id
      and q.service_id = n.service_id
      and q.attempts > jobs.last_print_attempt();

    delete from delivery_queue as q
    where q.notification_id = any(drop_unprintable.leased)
      and q.lane = 'print'
      and q.notification_id <> all(coalesce(drop_unprintable.waiting, '{}'));
end
$$;

comment on function jobs.drop_unprintable is
'Takes those leased letters off the queue that do not wait for a printer any more: cancelled, or settled by
a receipt that was faster; and ends those whose attempts are used up as technical-failure.
Internal: jobs.claim_prints.
Locks: the rows that it settles.';
