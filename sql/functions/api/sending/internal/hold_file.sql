create or replace function api.hold_file(
    service_id uuid, key_type text, kind text, messages bigint
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if hold_file.key_type <> 'test' then
        perform api.refuse_file(
            api.hold_day(hold_file.service_id, hold_file.kind, hold_file.messages),
            hold_file.messages
        );
        perform api.count_message(
            hold_file.service_id, hold_file.kind, hold_file.messages
        );
    end if;
end
$$;

comment on function api.hold_file is
'Counts the messages of a whole upload towards the day, exactly, or refuses them all (api.refuse_file).
Messages of test keys do not count. Locks: the day (api.hold_day).';
