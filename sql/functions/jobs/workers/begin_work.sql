create or replace function jobs.begin_work(worker bigint)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select pg_advisory_lock(hashtextextended('postroom.worker', begin_work.worker))
$$;

comment on function jobs.begin_work is
'Proves from now on that a worker lives: its session has a lock, and whoever can get that
(jobs.is_gone) knows that the session has ended. The session must lead to PostgreSQL itself.
Locks: one for the session.';

grant execute on function jobs.begin_work to postroom_worker;
