create or replace function api.hold_day(service_id uuid, kind text, messages bigint)
    returns bigint
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    -- More than all others together can be accepting at this moment.
    others constant bigint := 20000;
    free bigint := api.free_today(hold_day.service_id, hold_day.kind);
begin
    if free > others and hold_day.messages <= others / 100 then
        perform api.lock_slot(hold_day.service_id, hold_day.kind, pg_backend_pid() % api.slots());
        return free;
    end if;
    perform api.lock_slot(hold_day.service_id, hold_day.kind, s.slot)
    from generate_series(0, api.slots() - 1) as s (slot);
    return api.free_today(hold_day.service_id, hold_day.kind);
end
$$;

comment on function api.hold_day is
'How many messages of a kind a service may still be accepted today, for a transaction that wants to
count so many: exact, since near the limit nobody else counts until this transaction ends. Far from
it others do, in slots of their own, and cannot reach it meanwhile. Null: there is no such service.
Locks: one slot of the service''s day, or all (api.lock_slot). Who holds several days takes them in the
order of service and kind.';
