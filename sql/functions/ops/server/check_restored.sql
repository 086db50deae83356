create or replace function ops.check_restored()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with roles as (
        select string_agg(r.login, ', ') filter (where coalesce(not p.rolcanlogin, true)) as missing
        from unnest(
            array['postroom_api', 'postroom_worker', 'postroom_dba', 'postroom_readonly']
        ) as r (login)
        left join pg_roles as p on p.rolname = r.login
    ),
    rights as (
        select
            (
                select count(*) from pg_class as c
                where c.relnamespace = 'postroom'::regnamespace and c.relkind in ('r', 'p')
                  and c.relowner <> 'postroom_owner'::regrole
            ) as strays,
            (
                select count(*) from pg_proc as p
                where p.pronamespace::regnamespace::text in ('api', 'jobs', 'ops')
                  and (p.proowner <> 'postroom_owner'::regrole or p.proacl is null)
            ) as functions
    ),
    today_missing as (
        select string_agg(t.tree, ', ' order by t.tree) as trees
        from unnest(array['contents', 'facts', 'inbound']) as t (tree)
        where not exists (
            select from ops.partitions() as p where p.tree = t.tree and p.day = today()
        )
    ),
    past as (
        select count(*) as days, min(p.day) as oldest
        from ops.partitions() as p
        -- The night after a day is the time to drop it.
        where p.tree <> 'facts' and p.day < today() - 1
    ),
    late as (
        select count(*) as messages
        from delivery_queue as q
        where uuid7_day(q.notification_id) < today() - ops.longest_class()
          and not exists (
              select from notification_contents as c
              where c.id = q.notification_id and c.service_id = q.service_id
                and c.kept_until >= today()
          )
    )
    select 'roles', r.missing is null,
        coalesce('cannot log in: ' || r.missing, 'all four can log in'),
        'run sql/roles.sql as a superuser: python -m postroom migrate does'
    from roles as r
    union all
    select 'rights', r.strays + r.functions = 0,
        format('%s tables and %s functions of another owner or without rights', r.strays, r.functions),
        'restore again, without --no-owner and --no-privileges'
    from rights as r
    union all
    select 'partitions of today', t.trees is null,
        coalesce('missing: ' || t.trees, 'there'), 'call ops.maintain_partitions();'
    from today_missing as t
    union all
    select 'forgotten in time', p.days = 0,
        case
            when p.days = 0 then 'no day is past its retention'
            else format('%s days are past their retention, the oldest %s', p.days, p.oldest)
        end,
        'call ops.run_maintenance(); and select * from ops.blockers(); if it stays so'
    from past as p
    union all
    select 'queue of another time', l.messages = 0,
        format('%s queued messages are older than anything may be kept', l.messages),
        'stop the workers; python -m postroom restored --queue=empty (or keep)'
    from late as l
$$;

comment on function ops.check_restored is
'Whether a database that came from a backup is whole and of today: roles that can log in, owners and
rights, today''s partitions, nothing kept beyond its day, nothing queued that is long over; what was
found, and how to mend it. Part of ops.check(). What it cannot see is whether the object store has every
file.';

grant execute on function ops.check_restored to postroom_dba, postroom_readonly;
