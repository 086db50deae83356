create or replace function jobs.generations()
    returns int[]
    language sql
    volatile  -- sees the newest, whatever the caller's snapshot
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select array(
        select g.generation from queue_generations as g
        union
        select s.last_value::int from queue_generation as s
        order by 1
    )
$$;

comment on function jobs.generations is
'The open generations of the queues. Whoever looks for something queued, other than by its id, looks in these:
what was there and is gone leaves dead rows in the others, which cannot be removed as long as anybody
holds an old snapshot. See docs/design.md.
Internal: whatever reads a queue.';
