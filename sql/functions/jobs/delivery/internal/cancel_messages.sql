create or replace function jobs.cancel_messages(ids uuid[], tell boolean default true)
    returns bigint
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    taken uuid[];
    days date[];
    told uuid[];
    services uuid[];
begin
    with waiting as (
        select q.notification_id from delivery_queue as q
        where q.notification_id = any(cancel_messages.ids)
          and (q.leased_until is null or q.leased_until <= postroom.now())
          -- A printer may have it.
          and not exists (
              select from prints as p
              where p.notification_id = q.notification_id and p.provider is not null
          )
        for update skip locked
    ),
    removed as (
        delete from delivery_queue as q using waiting as w
        where q.notification_id = w.notification_id
        returning q.notification_id
    )
    select array_agg(r.notification_id), array_agg(distinct uuid7_day(r.notification_id))
    into taken, days
    from removed as r;

    with settled as (
        update notifications as n
        set status = case n.notification_type
                when 'letter' then 'cancelled' else 'technical-failure'
            end,
            billable_units = case n.notification_type when 'letter' then 0 else n.billable_units end,
            updated_at = postroom.now()
        where n.id = any(taken)
          and n.day = any(days)
          and n.status in ('created', 'pending-virus-check')
        returning n.id, n.service_id, n.notification_type
    )
    select array_agg(s.id), array_agg(s.service_id) into told, services
    from settled as s
    where s.notification_type <> 'letter';

    if cancel_messages.tell and told is not null then
        perform jobs.queue_callbacks('delivery_status', told, services, 'technical-failure');
    end if;
    return coalesce(cardinality(taken), 0);
end
$$;

comment on function jobs.cancel_messages is
'Takes these messages off the queue for good, except those that a worker has in hand or a printer may have, and returns
how many: text messages and emails end as technical-failure, of which their services are told unless
tell is false, letters as cancelled.
Internal: ops.cancel, and ops.restored.
Locks: the queue rows, and the messages''.';
