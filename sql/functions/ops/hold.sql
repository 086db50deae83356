create or replace function ops.hold(service_id uuid, reason text)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into legal_holds as h (service_id, reason)
    values (hold.service_id, hold.reason)
    on conflict (service_id) do update set reason = excluded.reason
$$;

comment on function ops.hold is
'Keeps a service''s personal data past their day, for a legal hold, until ops.release. On its day
a message still disappears from every endpoint; what it held then waits in
postroom.held_contents or postroom.held_inbound_messages. Raises foreign_key_violation for an unknown service.';

grant execute on function ops.hold to postroom_dba;
