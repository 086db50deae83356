create or replace function ops.retry_now(lane text default null)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    messages bigint;
    calls bigint;
begin
    if retry_now.lane is not null then
        perform ops.expect_one_of('lane', retry_now.lane, jobs.lanes());
    end if;
    update delivery_queue as q
    set due_at = postroom.now()
    where coalesce(retry_now.lane, q.lane) = q.lane
      and q.leased_until is null
      and q.attempts > 0
      and q.due_at > postroom.now()
      -- Paused (ops.pause).
      and q.due_at < 'infinity';
    get diagnostics messages = row_count;
    update callback_queue as q
    set due_at = postroom.now()
    where coalesce(retry_now.lane, 'callback') = 'callback'
      and q.leased_until is null
      and q.attempts > 0
      and q.due_at > postroom.now();
    get diagnostics calls = row_count;
    perform jobs.sweep();
    return messages + calls;
end
$$;

comment on function ops.retry_now is
'Makes what waits for a retry due now, in one lane or in all, and returns how much that was: for
the moment after a provider is well again. What has never been tried, or is in the hands of a
worker, or paused, stays as it is; attempts count on.
Raises invalid_parameter_value for an unknown lane.
Locks: the queue rows that it changes.';

grant execute on function ops.retry_now to postroom_dba;
