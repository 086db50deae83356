create or replace function jobs.settle_invalid(ended jsonb)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    ids uuid[];
    days date[];
    told uuid[];
    services uuid[];
begin
    select array_agg(e.id), array_agg(distinct uuid7_day(e.id)) into ids, days
    from jsonb_to_recordset(settle_invalid.ended) as e (id uuid);

    with settled as (
        update notifications as n
        set status = case when e.was_asked then 'sending' else 'temporary-failure' end,
            sent_at = case when e.was_asked then coalesce(e.handed_over_at, postroom.now()) end,
            sent_by = case when e.was_asked then e.provider end,
            billable_units = case when e.was_asked then n.billable_units else 0 end,
            updated_at = postroom.now()
        from jsonb_to_recordset(settle_invalid.ended) as e (
            id uuid, was_asked boolean, provider text, handed_over_at timestamptz
        )
        where n.id = e.id
          and n.id = any(ids)
          and n.day = any(days)
          and n.status in ('created', 'pending-virus-check')
        returning n.id, n.service_id, n.status
    )
    select
        array_agg(s.id) filter (where s.status = 'temporary-failure'),
        array_agg(s.service_id) filter (where s.status = 'temporary-failure')
    into told, services
    from settled as s;

    delete from validities as v where v.notification_id = any(ids);
    if told is not null then
        insert into validities (notification_id, valid_until, ended_at)
        select e.id, e.valid_until, postroom.now()
        from jsonb_to_recordset(settle_invalid.ended) as e (id uuid, valid_until timestamptz)
        where e.id = any(told);
        perform jobs.queue_callbacks('delivery_status', told, services, 'temporary-failure');
    end if;
end
$$;

comment on function jobs.settle_invalid is
'Settles messages whose validity is over: [{"id", "valid_until", "was_asked", "provider",
"handed_over_at"}]. Where nobody was asked to take it: temporary-failure, not billed, of which its service
is told, and postroom.validities says why. What somebody was asked to take before, and may have, stays
with them: it is "sending", since it is not tried again. What has met another end keeps it.
Internal: jobs.end_validity.
Locks: the messages'' rows.';
