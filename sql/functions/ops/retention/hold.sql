create or replace function ops.hold(service_id uuid, reason text)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform ops.expect_service(hold.service_id);
    perform ops.expect_text('reason', hold.reason);
    insert into legal_holds as h (service_id, reason)
    values (hold.service_id, hold.reason)
    on conflict (service_id) do update set reason = excluded.reason;
end
$$;

comment on function ops.hold is
'Keeps a service''s personal data past their day, for a legal hold, until ops.release. On its day
a message still disappears from every endpoint; what it held then waits in
postroom.held_contents or postroom.held_inbound_messages. ops.holds() lists who is on hold.
Raises foreign_key_violation for an unknown service, invalid_parameter_value without a reason.';

grant execute on function ops.hold to postroom_dba;
