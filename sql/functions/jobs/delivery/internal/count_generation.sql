create or replace function jobs.count_generation(generation int, most int)
    returns bigint
    language sql
    volatile  -- sees what its caller has moved
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
as $$
    select count(*) from (
        select from delivery_queue as q
        where q.lane = any(jobs.lanes()) and q.generation = count_generation.generation
          and q.leased_until is null
        union all
        select from delivery_queue as q
        where q.lane = any(jobs.lanes()) and q.generation = count_generation.generation
          and q.leased_until is not null
        union all
        select from callback_queue as c where c.generation = count_generation.generation
        limit count_generation.most
    ) as queued
$$;

comment on function jobs.count_generation is
'How many rows of a generation are queued, as far as that is not more than "most".
Internal: jobs.close_generation.';
