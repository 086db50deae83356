create or replace function jobs.lease_callbacks(
    size int, rooms jsonb, room int, length interval, worker bigint default null
)
    returns uuid[]
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with recursive
    generations as materialized (
        select unnest(jobs.generations()) as number
    ),
    -- Which services have anything queued, by leaps through the index, from a random one on and
    -- around: two looks a service and generation, however much each has.
    services (service_id, first_id, visits) as (
        select gen_random_uuid(), null::uuid, 0
        union all
        select n.id, coalesce(v.first_id, n.id), v.visits + 1
        from services as v
        cross join lateral (
            select coalesce(
                (
                    select l.service_id
                    from generations as g
                    cross join lateral (
                        select q.service_id from callback_queue as q
                        where q.generation = g.number and q.service_id > v.service_id
                        order by q.service_id limit 1
                    ) as l
                    order by l.service_id limit 1
                ),
                (
                    select l.service_id
                    from generations as g
                    cross join lateral (
                        select q.service_id from callback_queue as q
                        where q.generation = g.number
                        order by q.service_id limit 1
                    ) as l
                    order by l.service_id limit 1
                )
            ) as id
        ) as n
        where v.visits < 500 and n.id is not null and n.id is distinct from v.first_id
    ),
    due as (
        select d.subject_id, d.callback_type, d.service_id
        from services as v
        cross join lateral (
            select w.subject_id, w.callback_type, w.service_id
            from generations as g
            cross join lateral (
                select q.subject_id, q.callback_type, q.service_id, q.due_at
                from callback_queue as q
                where q.service_id = v.service_id
                  and q.generation = g.number
                  and q.due_at <= postroom.now()
                  and q.answer is null  -- jobs.take_over writes that
                order by q.due_at
                limit coalesce(
                    (lease_callbacks.rooms ->> v.service_id::text)::int, lease_callbacks.room
                )
                for update skip locked
            ) as w
            order by w.due_at
            limit coalesce(
                (lease_callbacks.rooms ->> v.service_id::text)::int, lease_callbacks.room
            )
        ) as d
        where v.visits > 0
        limit lease_callbacks.size
    ),
    leased as (
        update callback_queue as q
        set
            due_at = postroom.now() + lease_callbacks.length,
            leased_until = postroom.now() + lease_callbacks.length,
            leased_by = lease_callbacks.worker,
            handed_over_at = null,
            attempts = q.attempts + 1
        from due
        where q.subject_id = due.subject_id
          and q.callback_type = due.callback_type
          and q.service_id = due.service_id
        returning q.subject_id
    )
    select array_agg(distinct leased.subject_id) from leased
$$;

comment on function jobs.lease_callbacks is
'Takes up to "size" due calls for a length of time, as jobs.lease does, of each service at most
the room it has: {"service id": calls} or else "room". Returns the subjects'' ids, null when
nothing is due. Looks at 500 services at most, from a random one on, so that its cost is bounded
and each has its turn, whatever the others have queued.
Internal: see jobs.claim_callbacks.
Locks: the queue rows; rows that another claim holds are skipped.';

grant execute on function jobs.lease_callbacks to postroom_worker;
