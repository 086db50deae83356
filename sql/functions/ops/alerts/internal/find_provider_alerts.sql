create or replace function ops.find_provider_alerts()
    returns table (name text, subject text, value numeric, text text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with states as materialized (
        select s.* from ops.provider_states() as s
    ),
    waiting as materialized (
        select w.* from ops.waiting_messages() as w
    ),
    kinds (kind, notification_type, abroad, title) as (
        values
        ('sms', 'sms', false, 'text messages'),
        ('sms abroad', 'sms', true, 'text messages to numbers abroad'),
        ('email', 'email', false, 'emails')
    ),
    calls as (
        select c.identifier, sum(c.calls) as calls, sum(c.failures) as failures
        from provider_calls as c
        where c.second > postroom.now() - interval '1 minute'
        group by c.identifier
    )
    select
        r.name, s.notification_type || ' ' || s.identifier, coalesce(w.messages, 0),
        format(
            'Provider %s of %s is left out, since its calls fail: %s of %s in the last minute. '
            '%s messages wait%s. It is tried with a message a second and comes back with the first '
            'that it takes. What to do: the worker''s log says what it answers ("provider calls"); '
            'ops.set_provider(''%s'', ''%s'', false) switches it off',
            s.identifier, k.title, coalesce(c.failures, 0), coalesce(c.calls, 0),
            coalesce(w.messages, 0),
            case when exists (
                select from states as o
                where o.notification_type = s.notification_type and o.works
            ) then ', which others carry' else '' end,
            s.notification_type, s.identifier
        )
    from states as s
    inner join alert_rules as r on r.name = 'provider_left_out'
    inner join kinds as k on k.kind = s.notification_type
    left join waiting as w on w.kind = k.kind
    left join calls as c on c.identifier = s.identifier
    where s.left_out and coalesce(w.messages, 0) >= r.threshold
    union all
    select
        r.name, f.identifier, 1,
        format(
            'Provider %s is active but not set up: %s. Nobody asks it, so its messages go to others or '
            'wait. What to do: set it in the environment of every worker (docs/settings.md, '
            'Providers) and start them again, or switch it off with ops.set_provider',
            f.identifier, f.fault
        )
    from provider_faults as f
    inner join alert_rules as r on r.name = 'provider_not_set_up'
    where exists (
        select from provider_details as p where p.identifier = f.identifier and p.active
    )
    union all
    select
        r.name, k.kind, w.messages,
        format(
            'No provider is left for %s: %s. %s messages wait, the oldest for %s; each is tried for '
            '4 hours, then it ends as technical-failure. What to do: select * from ops.providers() '
            'and the worker''s log ("provider calls") say why; ops.set_provider(''%s'', …, true) '
            'switches another one on; when one works again, ops.retry_now() sends at once',
            k.title,
            coalesce(
                (
                    select string_agg(s.identifier, ', ' order by s.identifier)
                        || case count(*) when 1 then ' fails' else ' fail' end
                    from states as s
                    where s.notification_type = k.notification_type and (s.abroad or not k.abroad)
                ),
                'none is switched on'
            ),
            w.messages, date_trunc('second', w.oldest), k.notification_type
        )
    from waiting as w
    inner join kinds as k on k.kind = w.kind
    inner join alert_rules as r on r.name = 'no_provider' and w.failed > r.threshold
    where not exists (
        select from states as s
        where s.notification_type = k.notification_type
          and (s.abroad or not k.abroad)
          and s.works
    )
    union all
    select
        r.name, q.lane, q.fresh,
        format(
            '%s messages wait for another try in lane %s, %s of them accepted in the last 10 '
            'minutes; the oldest is %s old, and one has been tried %s times. What to do: select * '
            'from ops.providers() and the worker''s log ("provider calls") say who fails and why',
            q.retrying, q.lane, q.fresh, date_trunc('second', q.oldest), q.most_attempts
        )
    from (
        select
            d.lane, count(*) as retrying, max(d.attempts) as most_attempts,
            count(*) filter (
                where d.notification_id >= uuid7_floor(postroom.now() - interval '10 minutes')
            ) as fresh,
            greatest(postroom.now() - min(uuid7_time(d.notification_id)), '0') as oldest
        from delivery_queue as d
        where d.lane = any(jobs.lanes())
          and d.generation = any(array(select unnest(jobs.generations())))
          and d.attempts > 0 and d.leased_until is null and d.due_at > postroom.now()
        group by d.lane
    ) as q
    inner join alert_rules as r on r.name = 'retries_growing' and q.fresh > r.threshold
$$;

comment on function ops.find_provider_alerts is
'Conditions of those who carry messages that hold now, with the number of messages that wait for
them, and what to do. Reads the queue, and of the messages in it those whose lane does not say what
they are.';
