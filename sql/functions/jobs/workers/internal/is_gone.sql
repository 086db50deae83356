create or replace function jobs.is_gone(worker bigint)
    returns boolean
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    -- Looked for, not tried: a session can get its own lock again, and would take itself for gone.
    select not exists (
        select
        from
            pg_locks as l,
            hashtextextended('postroom.worker', is_gone.worker) as key
        where l.locktype = 'advisory'
          and l.database = (select d.oid from pg_database as d where d.datname = current_database())
          and l.classid = ((key >> 32) & 4294967295)::oid
          and l.objid = (key & 4294967295)::oid
          and l.objsubid = 1
          and l.granted
    )
$$;

comment on function jobs.is_gone is
'Whether the session in which this worker called jobs.begin_work has ended, or none has begun. A worker
that hangs is not gone: its claims come back when their lease is over.
Internal: jobs.take_over and jobs.release_stalled_jobs.
Locks: none.';
