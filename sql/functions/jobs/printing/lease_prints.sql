create or replace function jobs.lease_prints(size int, length interval, worker bigint default null)
    returns uuid[]
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    ids uuid[];
    generations constant int[] := jobs.generations();
begin
    if exists (select from pauses as p where p.lane = 'print') or not exists (
        select from provider_details as p where p.active and p.notification_type = 'letter'
    ) then
        return null;
    end if;
    with due as (
        select q.notification_id, q.due_at
        from delivery_queue as q
        where q.lane = 'print'
          and q.generation = any(generations)
          and q.due_at <= postroom.now()
          and coalesce(q.leased_until <= postroom.now(), true)
          and coalesce(q.valid_until > postroom.now(), true)
        order by q.due_at, q.notification_id
        limit lease_prints.size
        for update skip locked
    ),
    leased as (
        update delivery_queue as q
        set leased_until = postroom.now() + lease_prints.length,
            leased_by = lease_prints.worker,
            attempts = q.attempts + 1
        from due as d
        where q.notification_id = d.notification_id
          and d.due_at = (select min(f.due_at) from due as f)
        returning q.notification_id
    )
    select array_agg(l.notification_id) into ids from leased as l;
    return ids;
end
$$;

comment on function jobs.lease_prints is
'Takes up to "size" due letters for a length of time and returns their ids, null when none is due: those
that are due first, and never of two postages in a first attempt, so that whoever settles one batch
before the next keeps their order. As jobs.lease: nothing of what is paused or when no printer is
active, which costs no attempt, and what a dead worker held is due again. Nothing
whose validity is over.
Locks: the queue rows; rows that another claim holds are skipped.';

grant execute on function jobs.lease_prints to postroom_worker;
