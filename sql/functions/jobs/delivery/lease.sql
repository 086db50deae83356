create or replace function jobs.lease(
    lane text, size int, length interval, worker bigint default null
)
    returns uuid[]
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- One plan for all calls, made while the queue was empty, must do for a long one.
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
declare
    ids uuid[];
    paused uuid[];
    generations int[];
begin
    if exists (select from pauses as p where p.lane = lease.lane) then
        return null;
    end if;
    paused := array(select p.service_id from pauses as p where p.service_id is not null);
    -- Without anybody to carry them messages wait, and that costs them no attempt.
    if lease.lane in ('sms', 'email', 'platform') and not exists (
        select from provider_details as p
        where p.active
          and p.notification_type = any(
              case lease.lane when 'platform' then '{sms,email}' else array[lease.lane] end
          )
    ) then
        return null;
    end if;
    generations := jobs.generations();
    with recursive
    -- What a dead worker held.
    expired as (
        select e.notification_id
        from unnest(generations) as g (number)
        cross join lateral (
            select q.notification_id
            from delivery_queue as q
            where q.lane = lease.lane and q.generation = g.number
              and q.leased_until <= postroom.now()
              and q.service_id <> all(paused) and q.due_at < 'infinity'
              and coalesce(q.valid_until > postroom.now(), true)
              and q.answer is null  -- jobs.take_over writes that
            order by q.leased_until
            limit lease.size
            for update skip locked
        ) as e
        limit lease.size
    ),
    -- Which services have anything queued, by leaps through the index, from a random one on
    -- and around: two looks a service and generation, however much each has.
    services (service_id, first_id, visits) as (
        select gen_random_uuid(), null::uuid, 0
        union all
        select n.id, coalesce(v.first_id, n.id), v.visits + 1
        from services as v
        cross join lateral (
            select coalesce(
                (
                    select l.service_id
                    from unnest(generations) as g (number)
                    cross join lateral (
                        select q.service_id from delivery_queue as q
                        where q.lane = lease.lane and q.generation = g.number
                          and q.leased_until is null and q.service_id > v.service_id
                        order by q.service_id limit 1
                    ) as l
                    order by l.service_id limit 1
                ),
                (
                    select l.service_id
                    from unnest(generations) as g (number)
                    cross join lateral (
                        select q.service_id from delivery_queue as q
                        where q.lane = lease.lane and q.generation = g.number
                          and q.leased_until is null
                        order by q.service_id limit 1
                    ) as l
                    order by l.service_id limit 1
                )
            ) as id
        ) as n
        where v.visits < lease.size and n.id is not null and n.id is distinct from v.first_id
    ),
    -- Each service's first before any's second, and so on.
    candidates as (
        select d.notification_id
        from services as v
        cross join (select count(*) - 1 as number from services) as found
        cross join lateral (
            select
                w.notification_id,
                row_number() over (order by w.due_at) as turn
            from unnest(generations) as g (number)
            cross join lateral (
                select q.notification_id, q.due_at
                from delivery_queue as q
                where q.lane = lease.lane and q.generation = g.number
                  and q.service_id = v.service_id
                  and q.leased_until is null and q.due_at <= postroom.now()
                  and coalesce(q.valid_until > postroom.now(), true)
                order by q.due_at
                limit greatest(4 * lease.size / nullif(found.number, 0), 1)
            ) as w
            order by w.due_at
            limit greatest(4 * lease.size / nullif(found.number, 0), 1)
        ) as d
        where v.visits > 0 and v.service_id <> all(paused)
        order by d.turn
        limit lease.size
    ),
    due as (
        select q.notification_id
        from delivery_queue as q
        -- An array, as whatever is joined may be joined by reading all that there is, or was; and
        -- with coalesce no index fits but that of the ids.
        where q.notification_id = any(array(select c.notification_id from candidates as c))
          and coalesce(q.leased_until, 'infinity') = 'infinity'
        for update skip locked
    ),
    taken as (
        select e.notification_id from expired as e
        union all
        select d.notification_id from due as d
        limit lease.size
    ),
    leased as (
        update delivery_queue as q
        set
            leased_until = postroom.now() + lease.length,
            leased_by = lease.worker,
            handed_over_at = null,
            answer = null,
            attempts = q.attempts + 1
        where q.notification_id = any(array(select t.notification_id from taken as t))
        returning q.notification_id
    )
    select array_agg(leased.notification_id) into ids from leased;
    return ids;
end
$$;

comment on function jobs.lease is
'Takes up to "size" due messages of a lane for a length of time and returns their ids, null when
nothing is due. Until then no other claim sees them; after it they are due again by themselves, and
before it when the worker is known to be gone (jobs.take_over). The attempt counts from here on,
whatever becomes of it.
Services take turns: each gets its first message in before any gets its second, so that nobody
waits behind another''s upload. Looks at as many services as messages, from a random one on.
Nothing of a lane for which no provider is active: it waits, and that costs no attempt.
Nothing of what is paused (ops.pause): a lane, services; what of it is parked, due at infinity, is
not met. Nothing whose validity is over.
jobs.claim and jobs.claim_letters return what there is to do for them.
Locks: the queue rows; rows that another claim holds are skipped.';

grant execute on function jobs.lease to postroom_worker;
