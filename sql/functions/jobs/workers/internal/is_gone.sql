create or replace function jobs.is_gone(worker bigint)
    returns boolean
    language sql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select pg_try_advisory_xact_lock_shared(hashtextextended('postroom.worker', is_gone.worker))
$$;

comment on function jobs.is_gone is
'Whether the session in which this worker called jobs.begin_work has ended, or none has begun. A worker
that hangs is not gone: its claims come back when their lease is over.
Internal: jobs.take_over and jobs.release_stalled_jobs.
Locks: that of a worker who is gone, shared, for this transaction.';
