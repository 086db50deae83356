create or replace function ops.find_letter_alerts()
    returns table (name text, subject text, value numeric, text text)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- A variable, so that the plan leaves out all other days (docs/design.md).
    days date[] := array(
        select o.day from open_letters as o
        union
        select today() - n from generate_series(0, 4) as n
    );
begin
    return query
    with letters as (
        -- By their last day: that of letters in flight is moved on, so none is missed.
        select n.status, n.created_at, n.sent_at, n.key_type, n.day
        from notifications as n
        where n.notification_type = 'letter'
          and n.kept_until >= today()
          and n.day = any(days)
          and n.status in ('pending-virus-check', 'created', 'sending', 'technical-failure')
    ),
    found as (
        select 'letters_created' as name, count(*)::numeric as value,
            format(
                'letters wait that were created before %s of the day before',
                to_char(ops.print_cut_off(), 'HH24:MI')
            ) as text
        from letters as l
        where l.status = 'created' and l.key_type = 'normal'
          and l.created_at < ops.printing_begins(today() - 1)
        union all
        select 'letters_failed', count(*),
            'letters of the last 3 days ended in technical-failure'
        from letters as l
        where l.status = 'technical-failure' and l.created_at > postroom.now() - interval '3 days'
        union all
        select 'letters_sending', count(*),
            'letters went to the printer 2 or more working days ago and are not despatched'
        from letters as l
        where l.status = 'sending' and l.key_type = 'normal'
          and local_day(l.sent_at) <= ops.working_days_ago(2)
    )
    select f.name, '', f.value, f.value || ' ' || f.text
    from found as f
    inner join alert_rules as r on r.name = f.name and f.value > r.threshold
    union all
    select r.name, '', round(oldest.waited / r.unit, 1), format(
        '%s letters wait for the virus check, the oldest for %s hours',
        oldest.letters, round(oldest.waited / 3600, 1)
    )
    from (
        select count(*) as letters,
            extract(epoch from postroom.now() - min(l.created_at)) as waited
        from letters as l
        where l.status = 'pending-virus-check'
    ) as oldest
    inner join (
        select a.name, a.threshold, case a.name when 'virus_check_stuck' then 86400 else 1 end as unit
        from alert_rules as a
        where a.name in ('virus_check_waiting', 'virus_check_stuck')
    ) as r on oldest.waited / r.unit > r.threshold
    union all
    select r.name, '', round(oldest.waited), format(
        '%s letters wait for their printer, the oldest since %s of %s. What to do: '
        'select * from ops.print_runs(), ops.providers() and ops.pauses() and the worker''s log '
        '("provider calls") say why; ops.retry_now(''print'') tries again at once',
        oldest.letters, to_char(oldest.since at time zone 'Europe/London', 'HH24:MI'),
        oldest.run
    )
    from (
        select count(*) as letters, min(p.day) as run, min(b.begun_at) as since,
            extract(epoch from postroom.now() - min(b.begun_at)) as waited
        from delivery_queue as q
        inner join prints as p on p.notification_id = q.notification_id
        inner join print_runs as b on b.day = p.day
        where q.lane = 'print'
    ) as oldest
    inner join alert_rules as r
        on r.name = 'letters_unprinted' and oldest.waited > r.threshold
    union all
    select r.name, '', round(late.seconds), format(
        'The run of letters of %s has not begun, and %s letters wait for it: no worker does its work '
        'of every 10 minutes', today(), waiting.letters
    )
    from (
        select extract(epoch from postroom.now() - ops.printing_begins(today())) as seconds
    ) as late
    inner join alert_rules as r on r.name = 'print_run_late' and late.seconds > r.threshold
    cross join (
        select count(*) as letters
        from letters as l
        where l.status = 'created' and l.key_type = 'normal'
          and l.created_at < ops.printing_begins(today())
    ) as waiting
    where waiting.letters > 0
      and not exists (select from print_runs as b where b.day = today());
end
$$;

comment on function ops.find_letter_alerts is
'Conditions of letters that hold now, with the value that is over the threshold. Reads the
days that have open letters (postroom.open_letters), and the last ones.';
