create or replace function ops.pause(target text, reason text)
    returns table (kind text, name text, messages bigint, in_hand bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    chosen record;
begin
    perform ops.expect_text('reason', pause.reason);
    select * into chosen from ops.find_target(pause.target);
    insert into pauses as p (lane, service_id, job_id, reason)
    values (chosen.lane, chosen.service_id, chosen.job_id, pause.reason)
    on conflict do nothing;

    perform jobs.park(chosen.service_id, chosen.job_id);
    kind := chosen.kind;
    name := chosen.name;
    select w.messages, w.in_hand into messages, in_hand
    from ops.count_waiting(chosen.lane, chosen.service_id, chosen.job_id) as w;
    return next;
end
$$;

comment on function ops.pause is
'Stops a lane of the queue (sms, email, letter, print, platform, test, callback), a service, or an upload,
by its name or id, until ops.resume: what waits is not sent, an upload''s rows that are not
stored yet wait too, and what is accepted from now on waits behind them. Calls to a service go on,
except those of lane callback. Says how many messages wait, and how many are in the hands of a worker,
which are sent all the same. What waits is kept as long as it does, and is sent when it may be, however late:
ops.cancel gives it up. Safe to repeat: the first reason stays. ops.pauses() lists what is paused.
Raises invalid_parameter_value for what is no lane, service or upload, and without a reason.
Locks: the queue rows that wait.';

grant execute on function ops.pause to postroom_dba;
