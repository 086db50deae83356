create or replace function ops.turn_back()
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
begin
    -- Nothing waits longer than five minutes for its next try, or a day from when it was accepted.
    update delivery_queue as q
    set due_at = case
            when q.attempts = 0 and uuid7_time(q.notification_id) > now()
                then now() + (q.due_at - uuid7_time(q.notification_id))
            else now()
        end
    where q.due_at > now() + interval '6 minutes'
      and q.due_at < 'infinity'
      and (
          q.attempts > 0
          or uuid7_time(q.notification_id) > now()
          or q.due_at > now() + interval '25 hours'
      );
    update delivery_queue as q
    set leased_until = now()
    where q.leased_until > now() + interval '1 hour';
    update callback_queue as q
    set due_at = now(), leased_until = least(q.leased_until, now())
    where q.due_at > now() + interval '6 minutes' and q.due_at < 'infinity';
    -- A week is as far as uploads are scheduled.
    update jobs as j
    set due_at = now()
    where j.due_at > now() + interval '8 days';

    delete from provider_calls as c where c.second > now();
    update provider_breakers as b
    set open_until = least(b.open_until, now()),
        tried_at = least(b.tried_at, now()),
        closed_at = least(b.closed_at, now())
    where greatest(b.open_until, b.tried_at, b.closed_at) > now() + interval '1 minute';
    update provider_details as p set updated_at = now() where p.updated_at > now();

    update procrastinate_workers as w set last_heartbeat = now() where w.last_heartbeat > now();
    update alert_rules as r set evaluated_at = null where r.evaluated_at > now();
end
$$;

comment on function ops.turn_back is
'Puts right what was stored while the clock was ahead, now that it has been set back: messages, calls
and uploads that would have waited until then are due as they would have been, providers are no
longer left out, a worker that has died since does not count as alive. What was accepted meanwhile
keeps its day: it is kept until a week or so after that, and billed on it.
Internal: ops.mark_horizon, ops.refresh_alerts.
Locks: the rows that it changes.';
