create or replace function ops.give_up_callbacks()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    given_up bigint;
begin
    with late as (
        delete from callback_queue as q
        where q.queued_at < postroom.now() - interval '1 day'
        returning q.service_id, q.callback_type
    ),
    counts as (
        select l.service_id, l.callback_type, count(*) as count
        from late as l group by l.service_id, l.callback_type
    ),
    counted as (
        insert into abandoned_callbacks as a (day, service_id, callback_type, reason, count)
        select today(), c.service_id, c.callback_type, 'a day late', c.count from counts as c
        on conflict on constraint abandoned_callbacks_pkey
        do update set count = a.count + excluded.count
    )
    select coalesce(sum(c.count), 0) into given_up from counts as c;

    delete from abandoned_callbacks as a where a.day < today() - 90;
    return given_up;
end
$$;

comment on function ops.give_up_callbacks is
'Gives up the calls to services that have waited for a day, so that what is queued for an address
that does not answer has an end, and returns how many; they are counted (ops.abandoned_callbacks).
Forgets counts older than 90 days.
Locks: the rows it deletes.';

grant execute on function ops.give_up_callbacks to postroom_dba, postroom_worker;
