create or replace function jobs.wake(lane text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, procrastinate, pg_temp
as $$
begin
    -- Looking first keeps most sends free of the insert, whose NOTIFY takes a lock that is
    -- global to the server at commit.
    if exists (
        select from procrastinate_jobs as j
        where j.queueing_lock = 'deliver:' || wake.lane
          and j.status = 'todo'
          and (j.scheduled_at is null or j.scheduled_at <= now())
    ) then
        return;
    end if;
    -- One that is scheduled for later does not wait for this.
    update procrastinate_jobs as j
    set scheduled_at = null
    where j.queueing_lock = 'deliver:' || wake.lane and j.status = 'todo' and j.scheduled_at > now();
    if found then
        return;
    end if;
    insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
    values (
        case wake.lane
            when 'letter' then 'letters' when 'print' then 'letters' when 'callback' then 'callbacks' else 'delivery'
        end,
        case wake.lane
            when 'letter' then 'prepare_letters' when 'print' then 'print_letters'
            when 'callback' then 'call_back' else 'deliver'
        end,
        'deliver:' || wake.lane, 'deliver:' || wake.lane,
        jsonb_build_object('lane', wake.lane)
    )
    on conflict (queueing_lock) where status = 'todo' do nothing;
end
$$;

comment on function jobs.wake is
'Makes sure that a job waits to deliver what is queued in a lane, to make and check the PDFs of
letters, to hand letters to their printers, or to call services back. Called by whoever queues, in the same transaction.
Locks: nothing when a job waits already; else it may wait for another transaction that adds
the same job.';

grant execute on function jobs.wake to postroom_worker;
