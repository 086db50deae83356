create or replace function ops.tonight()
    returns table (step text, what text, messages bigint, bytes text, obstacle text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with leaving as (
        select p.tree, p.partition, p.day, p.rows, p.bytes,
            (
                select string_agg(distinct coalesce(l.pid::text, 'prepared'), ', ')
                from pg_locks as l
                where l.relation = to_regclass(p.partition)
                  and l.granted and l.pid is distinct from pg_backend_pid()
                  and l.database = (
                      select d.oid from pg_database as d where d.datname = current_database()
                  )
            ) as pids
        from ops.partitions() as p
        where p.drops_on <= today() + 1
    ),
    old as (
        select n.service_id, n.notification_type, n.status, n.key_type
        from notifications as n
        -- What ends tonight; what earlier nights left over has been looked at by them.
        where n.kept_until <= today()
          and n.day between today() - 100 and today()
          and (
              (n.notification_type = 'letter'
                  and n.status in ('pending-virus-check', 'created', 'sending'))
              or n.key_type = 'test'
          )
    ),
    plan (number, step, what, messages, bytes, obstacle) as (
        select 1, 'time_outs', 'text messages and emails end as temporary-failure', count(*),
            null::numeric, null::text
        from notifications as n
        where n.day between today() - 9 and today() - 2
          and n.notification_type in ('sms', 'email')
          and n.status in ('sending', 'pending')
          and n.created_at < (today() + 1)::timestamp at time zone 'Europe/London'
              - interval '72 hours'
        union all
        select 2, 'retention', format('%s %s', case l.tree
                when 'facts' then 'detach' else 'drop'
            end, l.partition), l.rows, l.bytes,
            coalesce(
                'used by ' || l.pids,
                case when l.tree = 'facts' and l.day > coalesce(ops.counted_until(), '-infinity')
                    then 'not counted yet; the steps before come first' end
            )
        from leaving as l
        union all
        select 3, 'retention', 'kept for another day: letters not despatched', count(*), null, null
        from old as o
        where o.notification_type = 'letter'
          and o.status in ('pending-virus-check', 'created', 'sending')
        union all
        select 4, 'retention', 'copied aside for holds', count(*), null, null
        from notification_contents as c
        inner join legal_holds as h on h.service_id = c.service_id
        where c.kept_until between today() - 100 and today()
        union all
        select 5, 'retention', 'facts of test keys deleted', count(*), null, null
        from old as o where o.key_type = 'test'
        union all
        select 6, 'retention', 'files by link forgotten', count(*), sum(d.size), null
        from documents as d
        where d.available_until <= today()
          and not exists (select from legal_holds as h where h.service_id = d.service_id)
        union all
        select 7, m.step, 'has not succeeded since ' || coalesce(m.succeeded_at::text, 'ever'),
            null, null, coalesce(m.error, 'late')
        from ops.maintenance() as m
        where m.late or m.error is not null
    )
    select p.step, p.what, p.messages, pg_size_pretty(p.bytes), p.obstacle
    from plan as p
    where p.messages > 0 or p.number in (2, 7)
    order by p.number, p.what
$$;

comment on function ops.tonight is
'What the coming night will do, without doing anything: who times out, which partitions are dropped
or detached with how many messages (as last analysed) and bytes, what is kept back; and what stands in the way:
processes that use a partition (ops.blockers), steps that have failed. Reads the messages whose last day is
today: seconds on a large installation.';

grant execute on function ops.tonight to postroom_dba, postroom_readonly;
