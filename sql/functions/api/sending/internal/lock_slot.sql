create or replace function api.lock_slot(service_id uuid, kind text, slot int)
    returns void
    language plpgsql  -- which keeps its plan
    set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(
        hashtext('daily_counts'),
        hashtext(concat(lock_slot.service_id, lock_slot.kind, lock_slot.slot))
    );
end
$$;

comment on function api.lock_slot is
'Makes this transaction the only one that counts in a slot of a service''s day (api.count_message).
Locks: the slot, as an advisory lock.';
