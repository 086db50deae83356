create or replace function api.send_notifications(messages json)
    returns table (id uuid, created_at timestamptz, refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    given new_message[];
    have_keys boolean;
    have_files boolean;
begin
    select array_agg(m), bool_or(m.idempotency_key is not null), bool_or(m.file_id is not null)
    into given, have_keys, have_files
    from json_populate_recordset(null::new_message, send_notifications.messages) as m;
    if have_files then
        perform api.lock_uploaded_letters(given);
    end if;
    if have_keys then
        return query select o.* from api.accept_once(given) as o;
    else
        return query select a.* from api.accept_messages(given) as a;
    end if;
end
$$;

comment on function api.send_notifications is
'Accepts messages of any services, types and keys in one transaction: a list of objects with the
fields of postroom.new_message. Returns what became of each, in their order (api.accept_messages), of
those with an idempotency_key also what api.accept_once does.
The caller has validated each against the service that its context_version names.
Raises what a message is at fault for that cannot be stored at all; then none is.
Locks: as api.accept_messages; the idempotency keys, without waiting; the file_ids.';

grant execute on function api.send_notifications to postroom_api;
