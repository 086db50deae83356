create or replace function ops.time_out_batch(day date, after uuid, size int)
    returns table (last_id uuid, timed_out bigint)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    service_ids uuid[];
begin
    perform ops.expect_between('size', time_out_batch.size, 1, 1000000);
    with stale as (
        select n.id, n.service_id
        from notifications as n
        where n.day = time_out_batch.day
          and n.id > time_out_batch.after
          and n.notification_type in ('sms', 'email')
          and n.status in ('sending', 'pending')
          and n.created_at < postroom.now() - interval '72 hours'
        order by n.id
        limit time_out_batch.size
        for update
    ),
    settled as (
        update notifications as n
        set status = 'temporary-failure', updated_at = postroom.now()
        from stale
        where n.id = stale.id
          and n.day = time_out_batch.day
          and n.service_id = stale.service_id
        returning n.id, n.service_id
    )
    select array_agg(s.id order by s.id), array_agg(s.service_id order by s.id)
    into ids, service_ids
    from settled as s;

    if ids is not null then
        perform jobs.queue_callbacks('delivery_status', ids, service_ids, 'temporary-failure');
    end if;
    return query select ids[cardinality(ids)], coalesce(cardinality(ids), 0)::bigint;
end
$$;

comment on function ops.time_out_batch is
'Ends up to "size" text messages and emails of one day of creation, after an id, of which nothing
has been heard for 72 hours: temporary-failure, and a call to their services. Returns the last
id, null when there is none left, and how many.
Locks: the messages'' rows.';

grant execute on function ops.time_out_batch to postroom_dba, postroom_worker;
