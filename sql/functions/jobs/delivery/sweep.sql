create or replace function jobs.sweep()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
as $$
declare
    behind record;
    woken int := 0;
    generations constant int[] := jobs.generations();
begin
    -- What paused services have sent since the last sweep.
    perform jobs.park(p.service_id, null) from pauses as p where p.service_id is not null;

    -- Procrastinate cannot run these, nor end them: they would hold their locks for ever.
    update procrastinate_jobs as j
    set status = 'failed'
    where j.status in ('todo', 'doing') and jsonb_typeof(j.args) <> 'object';

    -- No job is meant for later than the longest pause between retries, five minutes: one that is
    -- would keep others of its lock or its name from being queued.
    update procrastinate_jobs as j
    set scheduled_at = null
    where j.status = 'todo' and j.scheduled_at > now() + interval '6 minutes';

    for behind in
        select
            lanes.lane,
            coalesce(due.since, held.since) as since,
            case lanes.lane
                when 'callback' then exists (
                    select from callback_queue as q
                    where q.generation = any(generations) and q.leased_until > postroom.now()
                )
                else exists (
                    select from delivery_queue as q
                    where q.lane = lanes.lane
                      and q.generation = any(generations)
                      and q.leased_until > postroom.now()
                )
            end as is_in_hand
        from (
            select unnest(jobs.lanes())
        ) as lanes (lane)
        left join lateral (
            select q.due_at as since
            from delivery_queue as q
            where q.lane = lanes.lane
              and q.generation = any(generations)
              and q.leased_until is null
              and q.due_at < postroom.now()
            limit 1
        ) as due on true
        left join lateral (
            select q.leased_until as since
            from delivery_queue as q
            where q.lane = lanes.lane
               and q.generation = any(generations)
               and q.leased_until < postroom.now()
               and q.due_at < 'infinity'
            union all
            select q.due_at
            from callback_queue as q
            where lanes.lane = 'callback'
              and q.generation = any(generations)
              and q.due_at < postroom.now()
            limit 1
        ) as held on true
        where coalesce(due.since, held.since) is not null
          and not exists (select from pauses as p where p.lane = lanes.lane)
    loop
        -- Jobs under the lane's lock are in each other's way, in the order of their making.
        update procrastinate_jobs as j
        set scheduled_at = null
        where j.status = 'todo'
          and j.lock = 'deliver:' || behind.lane
          and j.scheduled_at > now();
        perform jobs.wake(behind.lane);
        if not behind.is_in_hand and behind.since < postroom.now() - interval '5 seconds' then
            -- Whoever holds the lock does nothing. Two jobs may empty a lane: claims keep them apart.
            update procrastinate_jobs as j
            set lock = null
            where j.status = 'todo'
              and j.queueing_lock = 'deliver:' || behind.lane
              and exists (
                  select from procrastinate_jobs as holder
                  where holder.lock = j.lock and holder.status = 'doing'
              );
        end if;
        woken := woken + 1;
    end loop;
    return woken;
end
$$;

comment on function jobs.sweep is
'Sees to it that every lane that has due messages or calls has a job that will run, whatever else stands
in the table of jobs: retries whose time has come, leases that are over, and the rare sender whose
wake-up came too late. Jobs whose arguments are no object end as failed, those that are scheduled for
much later become due, and a lane that has been due for five seconds, with nothing in hand, gets a job
beside the one that has its lock. Paused lanes sleep on, and what paused services have queued is parked
(jobs.park). Returns how many lanes had something due.
Locks: the jobs that it changes.';

grant execute on function jobs.sweep to postroom_worker;
