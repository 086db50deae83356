create or replace function jobs.close_generation(generation int)
    returns boolean
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
as $$
#variable_conflict use_variable
declare
    most constant int := 100;
begin
    if jobs.count_generation(generation, most + 1) > most then
        return false;
    end if;
    update delivery_queue as q
    set generation = default
    from (
        select d.notification_id, d.service_id from delivery_queue as d
        where d.lane = any(jobs.lanes()) and d.generation = close_generation.generation
          and d.leased_until is null
        union all
        select d.notification_id, d.service_id from delivery_queue as d
        where d.lane = any(jobs.lanes()) and d.generation = close_generation.generation
          and d.leased_until is not null
    ) as left_over
    where q.notification_id = left_over.notification_id
      and q.service_id = left_over.service_id;
    update callback_queue as q
    set generation = default
    where q.generation = close_generation.generation;
    delete from queue_generations as g where g.generation = close_generation.generation;
    return true;
end
$$;

comment on function jobs.close_generation is
'Closes a generation of the queues, unless more than 100 rows are left in it: so much is worth a look of its own.
Those that are left move to the newest. Returns whether it is closed.
Internal: jobs.renew_generations.
Locks: the rows that it moves.';
