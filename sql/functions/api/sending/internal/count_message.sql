create or replace function api.count_message(
    service_id uuid, kind text, messages int default 1
)
    returns void
    language plpgsql  -- which keeps its plan
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into daily_counts as d (service_id, day, kind, slot, count)
    values (
        count_message.service_id, (postroom.now() at time zone 'UTC')::date, count_message.kind,
        pg_backend_pid() % 32, count_message.messages
    )
    on conflict on constraint daily_counts_pkey do update set count = d.count + excluded.count;
end
$$;

comment on function api.count_message is
'Counts one message towards a service''s day (UTC) in this backend''s own slot, so that
requests of one busy service rarely wait for each other; or several at once, or takes back what
will not be sent.
Locks: the slot''s row until the transaction ends.';
