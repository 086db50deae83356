create or replace function jobs.sweep()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
declare
    overdue text;
    woken int := 0;
begin
    -- What paused services have sent since the last sweep.
    perform jobs.park(p.service_id, null) from pauses as p where p.service_id is not null;
    for overdue in
        select lanes.lane from (
            values ('sms'), ('email'), ('letter'), ('platform'), ('test')
        ) as lanes (lane)
        where not exists (select from pauses as p where p.lane = lanes.lane)
          and (
              exists (
                  select from delivery_queue as q
                  where q.lane = lanes.lane
                    and q.leased_until is null
                    and q.due_at < postroom.now()
              )
              or exists (
                  select from delivery_queue as q
                  where q.lane = lanes.lane
                    and q.leased_until < postroom.now()
                    and q.due_at < 'infinity'
              )
          )
        union all
        select 'callback'
        where exists (select from callback_queue as q where q.due_at < postroom.now())
          and not exists (select from pauses as p where p.lane = 'callback')
    loop
        perform jobs.wake(overdue);
        woken := woken + 1;
    end loop;
    return woken;
end
$$;

comment on function jobs.sweep is
'Wakes every lane that has due messages or calls: retries whose time has come, leases of dead workers
that are over, and the rare sender whose wake-up came too late. Returns how many lanes. Paused lanes
sleep on, and what paused services have queued is parked (jobs.park).';

grant execute on function jobs.sweep to postroom_worker;
