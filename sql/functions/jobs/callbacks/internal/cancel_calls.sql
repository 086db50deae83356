create or replace function jobs.cancel_calls()
    returns bigint
    language sql
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with cancelled as (
        delete from callback_queue as q
        where q.leased_until is null or q.leased_until <= postroom.now()
        returning q.service_id, q.callback_type
    ),
    counted as (
        insert into abandoned_callbacks as a (day, service_id, callback_type, reason, count)
        select today(), c.service_id, c.callback_type, 'cancelled', count(*)
        from cancelled as c
        group by c.service_id, c.callback_type
        on conflict on constraint abandoned_callbacks_pkey
        do update set count = a.count + excluded.count
    )
    select count(*) from cancelled
$$;

comment on function jobs.cancel_calls is
'Gives up every call to a service that no worker has in hand, and returns how many; they are counted
(ops.abandoned_callbacks).
Internal: ops.cancel, and ops.restored.
Locks: the rows it deletes.';
