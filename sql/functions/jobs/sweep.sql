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
    for overdue in
        select lanes.lane from (
            values ('sms'), ('email'), ('letter'), ('platform'), ('test')
        ) as lanes (lane)
        where exists (
            select from delivery_queue as q
            where q.lane = lanes.lane
              and q.leased_until is null
              and q.due_at < postroom.now()
        )
        or exists (
            select from delivery_queue as q
            where q.lane = lanes.lane and q.leased_until < postroom.now()
        )
        union all
        select 'callback'
        where exists (select from callback_queue as q where q.due_at < postroom.now())
    loop
        perform jobs.wake(overdue);
        woken := woken + 1;
    end loop;
    return woken;
end
$$;

comment on function jobs.sweep is
'Wakes every lane that has due messages or calls: retries whose time has come, leases of dead workers
that are over, and the rare sender whose wake-up came too late. Returns how many lanes.';

grant execute on function jobs.sweep to postroom_worker;
