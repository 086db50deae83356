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
    -- What somebody works on moves when that is over: nobody is waited for.
    update delivery_queue as q
    set generation = default
    where q.notification_id = any(array(
        select d.notification_id from delivery_queue as d
        where d.lane = any(jobs.lanes()) and d.generation = close_generation.generation
          and d.leased_until is null
        for update skip locked
    ) || array(
        select d.notification_id from delivery_queue as d
        where d.lane = any(jobs.lanes()) and d.generation = close_generation.generation
          and d.leased_until is not null
        for update skip locked
    ));
    update callback_queue as q
    set generation = default
    from (
        select c.subject_id, c.callback_type, c.service_id from callback_queue as c
        where c.generation = close_generation.generation
        for update skip locked
    ) as left_over
    where q.subject_id = left_over.subject_id
      and q.callback_type = left_over.callback_type
      and q.service_id = left_over.service_id;
    if jobs.count_generation(generation, 1) > 0 then
        return false;
    end if;
    delete from queue_generations as g where g.generation = close_generation.generation;
    return true;
end
$$;

comment on function jobs.close_generation is
'Closes a generation of the queues, unless more than 100 rows are left in it: so much is worth a look of its own.
Those that are left move to the newest. Returns whether it is closed.
Internal: jobs.renew_generations.
Locks: the rows that it moves.';
