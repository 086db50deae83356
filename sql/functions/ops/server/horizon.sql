create or replace function ops.horizon()
    returns table (
        holder text, username name, application text, state text, held_for interval, query text,
        remedy text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with holders as (
        select
            'pid ' || a.pid as holder, a.usename as username, a.application_name as application,
            a.state, a.xact_start as since, age(coalesce(a.backend_xmin, a.backend_xid)) as age,
            -- No more than begins it, and nothing of what it is about: no values.
            left(btrim(regexp_replace(
                regexp_replace(a.query, '(''|\$[a-z_]*\$|--|/\*|\d{5}|@).*', '…'), '\s+', ' ', 'g'
            )), 60) as query,
            format('select pg_terminate_backend(%s); as a superuser', a.pid) as remedy
        from pg_stat_activity as a
        where coalesce(a.backend_xmin, a.backend_xid) is not null
          and a.pid <> pg_backend_pid()
          and (a.datname = current_database() or a.backend_type = 'walsender')
          -- Vacuum waits for others, none for it.
          and a.backend_type <> 'autovacuum worker'
          and a.query !~* '^\s*vacuum'
        union all
        select
            'slot ' || s.slot_name, null, s.plugin, case when s.active then 'active' else 'unused' end,
            null, age(s.xmin), null,
            format('select pg_drop_replication_slot(%L); if nobody needs it any more', s.slot_name)
        from pg_replication_slots as s
        where s.xmin is not null
        union all
        select
            'prepared ' || p.gid, p.owner, null, 'prepared', p.prepared, age(p.transaction), null,
            format('rollback prepared %L; or commit it', p.gid)
        from pg_prepared_xacts as p
        where p.database = current_database()
    )
    select
        h.holder, h.username, h.application, h.state,
        clock_timestamp() - coalesce(h.since, (
            -- Since transactions had reached the number that it still needs.
            select min(m.at)
            from horizon_marks as m
            where m.xid::text::bigint
                >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint - h.age
        )),
        h.query, h.remedy
    from holders as h
    order by 5 desc nulls last, h.age desc
$$;

comment on function ops.horizon is
'Who keeps vacuum from removing rows that nobody needs any more, and for how long: open
transactions, replication slots and replicas, prepared transactions. The longer, the slower is the
queue. Of a statement only its beginning is shown, without any value. held_for of slots and
replicas is as exact as a minute, null when it is less, or when no worker has run.';

grant execute on function ops.horizon to postroom_dba, postroom_worker, postroom_readonly;
