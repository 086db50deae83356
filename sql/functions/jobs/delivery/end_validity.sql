create or replace function jobs.end_validity()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
as $$
declare
    generations constant int[] := jobs.generations();
    ended jsonb;
begin
    if not exists (
        select from delivery_queue as q
        where q.generation = any(generations) and q.valid_until <= postroom.now()
    ) and not exists (
        select from validities as v where v.ended_at is null and v.valid_until <= postroom.now()
    ) then
        return 0;
    end if;
    with over as (
        select q.notification_id, q.valid_until, q.handed_over_at, q.answer, p.provider
        from delivery_queue as q
        left join prints as p on p.notification_id = q.notification_id
        where q.generation = any(generations)
          and q.valid_until <= postroom.now()
          -- Not while somebody asks for it to be taken, nor what jobs.take_over has to write.
          and (
              q.leased_until is null
              or (q.leased_until <= postroom.now() and q.answer is null)
              or (q.handed_over_at is null and p.provider is null)
          )
        limit 10000
        for update of q skip locked
    ),
    removed as (
        delete from delivery_queue as q using over as o
        where q.notification_id = o.notification_id
        returning
            o.notification_id, o.valid_until,
            o.handed_over_at is not null or o.provider is not null as was_asked,
            coalesce(o.provider, o.answer -> 'failed' ->> -1) as provider, o.handed_over_at
    ),
    -- Letters that wait for the evening are in no queue.
    ready as (
        select v.notification_id, v.valid_until
        from validities as v
        where v.ended_at is null
          and v.valid_until <= postroom.now()
          and not exists (
              select from delivery_queue as q where q.notification_id = v.notification_id
          )
        limit 10000
        for update skip locked
    )
    select jsonb_agg(to_jsonb(e)) into ended
    from (
        select r.notification_id as id, r.valid_until, r.was_asked, r.provider, r.handed_over_at
        from removed as r
        union all
        select r.notification_id, r.valid_until, false, null, null from ready as r
    ) as e;
    if ended is not null then
        perform jobs.settle_invalid(ended);
    end if;
    return coalesce(jsonb_array_length(ended), 0);
end
$$;

comment on function jobs.end_validity is
'Takes the messages off the queue whose validity is over (valid_until), wherever they wait, and settles them
(jobs.settle_invalid); returns how many, up to 10,000 of each kind. Also what a worker has claimed and not
handed over, which jobs.hand_over refuses it from then on; not what somebody is being asked to take.
Once a second, by each worker.
Locks: the queue rows, and what jobs.settle_invalid does.';

grant execute on function jobs.end_validity to postroom_worker;
