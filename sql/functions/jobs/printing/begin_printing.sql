create or replace function jobs.begin_printing(addresses text[] default '{}')
    returns table (day date, letters int)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    run date := today();
    deadline timestamptz := ops.printing_begins(run);
    -- A variable, so that the plan leaves out all other days (docs/design.md).
    days date[];
    queued int;
begin
    if postroom.now() < deadline + ops.print_margin() then
        return;
    end if;
    insert into print_runs (day, letters) values (run, 0) on conflict do nothing;
    if not found then
        return;
    end if;
    days := array(select distinct o.day from open_letters as o);

    with ready as (
        select
            n.id, n.service_id,
            array_position('{first,second,economy,europe,rest-of-world}', n.postage) as place
        from notifications as n
        inner join notification_contents as c
            on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
        where n.notification_type = 'letter'
          and n.day = any(days)
          and n.kept_until >= run
          and c.kept_until >= run
          and n.created_at < deadline
          and n.status = 'created'
          and n.key_type = 'normal'
          and n.billable_units > 0
          and c.pdf_key is not null
    ),
    fresh as (
        -- Each postage has a moment of its own, by which jobs.lease_prints keeps their order.
        insert into delivery_queue (notification_id, service_id, lane, due_at, valid_until)
        select
            r.id, r.service_id, 'print',
            postroom.now() - (6 - r.place) * interval '1 millisecond',
            v.valid_until
        from ready as r
        left join validities as v on v.notification_id = r.id
        on conflict do nothing
        returning notification_id
    )
    insert into prints (notification_id, day)
    select f.notification_id, run from fresh as f
    on conflict (notification_id) do update set day = excluded.day;
    get diagnostics queued = row_count;

    update print_runs as r set letters = queued where r.day = run;
    perform jobs.park(p.service_id, p.job_id) from pauses as p
    where p.service_id is not null or p.job_id is not null;
    perform jobs.email_volumes(run, begin_printing.addresses);
    if queued > 0 then
        perform jobs.wake('print');
    end if;
    day := run;
    letters := queued;
    return next;
end
$$;

comment on function jobs.begin_printing is
'Begins the day''s run of letters, once: queues for their printers, in the order of postage, all that were
made before the day''s cut-off and are ready, also what an earlier run has missed, and tells these
addresses how many there are. No row before its time (ops.print_margin after the cut-off, local time)
and after the first call of a day. A letter that is being cancelled meanwhile is left out when its turn
comes (jobs.claim_prints).
Locks: the run of the day; the queue''s new rows.';

grant execute on function jobs.begin_printing to postroom_worker;
