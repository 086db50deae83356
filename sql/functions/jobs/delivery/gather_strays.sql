create or replace function jobs.gather_strays()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    open_ones int[] := jobs.generations();
    messages bigint;
    calls bigint;
begin
    update delivery_queue as q
    set generation = default
    where q.notification_id = any(array(
        select d.notification_id from delivery_queue as d
        where d.generation <> all(open_ones)
        for update skip locked
    ));
    get diagnostics messages = row_count;
    update callback_queue as q
    set generation = default
    where q.generation <> all(open_ones);
    get diagnostics calls = row_count;
    return messages + calls;
end
$$;

comment on function jobs.gather_strays is
'Moves what stands in a closed generation of the queues to the newest, where it is found, and returns how
much: somebody queued it in a transaction that went on for longer than half a minute. Reads both
queues to the end; once a minute.
Locks: the rows that it moves.';

grant execute on function jobs.gather_strays to postroom_worker;
