create or replace function ops.keep_back(day date)
    returns table (held bigint, in_flight bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    if keep_back.day >= today() then
        raise exception '% is not over yet', keep_back.day;
    end if;

    -- Letters not yet despatched, and whatever still waits in the queue.
    with unfinished as (
        select n.id, n.day, n.service_id
        from notifications as n
        where n.kept_until = keep_back.day
          and n.day between keep_back.day - ops.history_days() and keep_back.day
          and n.notification_type = 'letter'
          and n.status in ('pending-virus-check', 'created', 'sending')
        union
        select q.notification_id, uuid7_day(q.notification_id), q.service_id
        from delivery_queue as q
        inner join notification_contents as c
            on c.id = q.notification_id and c.service_id = q.service_id
        where c.kept_until = keep_back.day
    ),
    facts as (
        update notifications as n
        set kept_until = today() + 1
        from unfinished as u
        where n.id = u.id
          and n.day = u.day
          and n.day between keep_back.day - ops.history_days() and keep_back.day
        returning n.id, n.service_id
    )
    update notification_contents as c
    set kept_until = today() + 1
    from facts as f
    where c.id = f.id and c.service_id = f.service_id and c.kept_until = keep_back.day;
    get diagnostics in_flight = row_count;

    -- Of what stays: a message in flight is held when its own day has come.
    insert into held_contents
    select c.*
    from notification_contents as c
    inner join legal_holds as h on h.service_id = c.service_id
    where c.kept_until = keep_back.day
    on conflict do nothing;
    get diagnostics held = row_count;
    return next;
end
$$;

comment on function ops.keep_back is
'Before a day''s contents are dropped: moves what is still in flight to tomorrow, to be looked
at again, and copies what services on hold have of the rest into postroom.held_contents.
Returns how many of each. Raises an exception for a day that is not over. Safe to repeat.
Locks: the rows in flight.';

grant execute on function ops.keep_back to postroom_dba, postroom_worker;
