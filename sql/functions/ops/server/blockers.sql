create or replace function ops.blockers()
    returns table (
        pid int, application text, person text, client text, open_for interval, state text,
        partitions bigint, due_for_drop bigint, query text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with locked as (
        select l.pid, l.virtualtransaction, p.partition, p.drops_on <= today() as due
        from ops.partitions() as p
        inner join pg_locks as l
            on l.relation = to_regclass(p.partition)
            and l.database = (select d.oid from pg_database as d where d.datname = current_database())
        where l.granted and l.pid is distinct from pg_backend_pid()
    )
    select
        a.pid,
        coalesce(nullif(a.application_name, ''), case when l.pid is null then 'prepared' end),
        coalesce(a.usename::text, x.owner::text),
        coalesce(host(a.client_addr), case when a.pid is not null then 'socket' end),
        date_trunc('second', clock_timestamp() - coalesce(a.xact_start, x.prepared)),
        coalesce(a.state, format('prepared transaction %s', x.gid)),
        count(distinct l.partition), count(distinct l.partition) filter (where l.due),
        left(regexp_replace(a.query, '\s+', ' ', 'g'), 60)
    from locked as l
    left join pg_stat_activity as a on a.pid = l.pid
    left join pg_prepared_xacts as x
        on l.pid is null and x.transaction::text = split_part(l.virtualtransaction, '/', 2)
    group by a.pid, a.application_name, l.pid, a.usename, a.client_addr, a.xact_start, a.state,
        a.query, x.owner, x.prepared, x.gid
    order by 8 desc, 5 desc
$$;

comment on function ops.blockers is
'Who uses partitions at this moment, those of days that are due for dropping first, then the longest:
process, program, login, and for how long its transaction has been open. While one uses a partition that
is due, it is not dropped, and behind a dump no partitions are made. What should not go on is ended by
select pg_terminate_backend(pid); requests of the API and claims of the worker are over in moments.';

grant execute on function ops.blockers to postroom_dba;
