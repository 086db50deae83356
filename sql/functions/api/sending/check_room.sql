create or replace function api.check_room(
    service_id uuid, context_version bigint, key_type text, kind text, messages bigint
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.check_context(check_room.service_id, check_room.context_version);
    if check_room.key_type <> 'test' then
        perform api.refuse_file(
            api.free_today(check_room.service_id, check_room.kind),
            check_room.messages
        );
    end if;
end
$$;

comment on function api.check_room is
'Refuses a bulk request that has more messages than the service may still send today, before its rows
are looked at; api.send_bulk judges exactly. Messages of test keys do not count.
Raises NT400 BadRequestError, and NTOLD (see api.check_context).';

grant execute on function api.check_room to postroom_api;
