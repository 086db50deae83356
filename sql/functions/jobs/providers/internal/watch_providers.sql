create or replace function jobs.watch_providers(succeeded text[], failed text[])
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    left_out constant interval := interval '30 seconds';
    unreliable text[];
begin
    -- Tried out: one success closes, one failure opens again.
    update provider_breakers as b
    set open_until = case
            when b.identifier <> all(watch_providers.succeeded) then postroom.now() + left_out
        end,
        closed_at = case
            when b.identifier = any(watch_providers.succeeded) then postroom.now()
            else b.closed_at
        end
    where b.identifier = any(watch_providers.succeeded || watch_providers.failed)
      and b.open_until <= postroom.now();

    insert into provider_breakers as b (identifier, open_until)
    select c.identifier, postroom.now() + left_out
    from provider_calls as c
    left join provider_breakers as known on known.identifier = c.identifier
    where c.identifier = any(watch_providers.failed)
      and c.second > postroom.now() - interval '30 seconds'
      and c.second >= coalesce(known.closed_at, '-infinity')
    group by c.identifier
    having sum(c.calls) >= 20 and sum(c.failures) >= 0.9 * sum(c.calls)
    on conflict (identifier) do update
        set open_until = excluded.open_until, tried_at = null
        where b.open_until is null;

    unreliable := array(
        select c.identifier
        from provider_calls as c
        where c.identifier = any(watch_providers.failed)
          and c.second > postroom.now() - interval '60 seconds'
        group by c.identifier
        having sum(c.failures) > 50
    );
    if unreliable <> '{}' then
        perform jobs.move_traffic(unreliable, interval '1 minute');
    end if;
end
$$;

comment on function jobs.watch_providers is
'After calls that failed: moves traffic away from a provider of text messages that has failed more
than 50 times within 60 seconds, and leaves one out (opens its breaker) that has failed in 9 of 10
calls, of 20 or more within 30 seconds. Left out for 30 seconds, it is then tried with a message a
second: the first success puts it back at once, the first failure leaves it out again.
All workers share this. Internal: jobs.record_calls.
Locks: the breakers of these providers, those of jobs.move_traffic.';
