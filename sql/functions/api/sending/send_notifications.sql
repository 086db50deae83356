create or replace function api.send_notifications(messages json)
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    return query
    select a.* from api.accept_messages(array(
        select m from json_populate_recordset(null::new_message, send_notifications.messages) as m
    )) as a;
end
$$;

comment on function api.send_notifications is
'Accepts messages of any services, types and keys in one transaction: a list of objects with the
fields of postroom.new_message. Returns what became of each, in their order (api.accept_messages).
The caller has validated each against the service that its context_version names.
Raises what a message is at fault for that cannot be stored at all; then none is.
Locks: as api.accept_messages.';

grant execute on function api.send_notifications to postroom_api;
