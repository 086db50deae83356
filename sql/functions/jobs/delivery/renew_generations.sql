create or replace function jobs.renew_generations()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
as $$
declare
    newest int;
    changed bigint;
    old int;
    closed int := 0;
begin
    if not pg_try_advisory_xact_lock(hashtext('postroom.renew_generations')) then
        return 0;
    end if;
    newest := (select s.last_value from queue_generation as s);
    update queue_generations as g
    set sealed_at = clock_timestamp(), sealed_by = pg_snapshot_xmax(pg_current_snapshot())
    where g.sealed_at is null and g.generation < newest;

    -- Some of them each time, since there are many when much waits.
    for old in
        select g.generation from queue_generations as g
        where g.sealed_at is not null
          -- Nobody can add to it now; or somebody has for long, whom jobs.gather_strays finds.
          and (
              g.sealed_by <= pg_snapshot_xmin(pg_current_snapshot())
              or g.sealed_at < clock_timestamp() - interval '30 seconds'
          )
        order by random()
        limit 4
    loop
        closed := closed + jobs.close_generation(old)::int;
    end loop;

    changed := (
        select sum(pg_stat_get_tuples_inserted(q) + pg_stat_get_tuples_deleted(q))
        from unnest(
            array['postroom.delivery_queue', 'postroom.callback_queue']::regclass[]
        ) as q
    );
    -- More rows each when much waits, so that there are never very many.
    if exists (
        select from queue_generations as g
        where g.generation = newest
          and abs(changed - g.changes) >= greatest(
              500, pg_stat_get_live_tuples('postroom.delivery_queue'::regclass) / 32
          )
          and g.begun_at not between clock_timestamp() - interval '0.9 s' and clock_timestamp()
    ) then
        insert into queue_generations (generation, changes) values (newest + 1, changed);
        perform setval('postroom.queue_generation', newest + 1);
    end if;
    -- After a crash in between.
    insert into queue_generations (generation, changes) values (newest, changed)
    on conflict do nothing;
    return closed;
end
$$;

comment on function jobs.renew_generations is
'Begins a generation of the queues when 500 rows or more have been queued or taken since the newest
began, and closes older ones in which hardly anything is left (jobs.close_generation); returns how many it closed. Once a second,
by each worker.
Locks: an advisory lock against a second run, which returns 0; the rows that it moves.';

grant execute on function jobs.renew_generations to postroom_worker;
