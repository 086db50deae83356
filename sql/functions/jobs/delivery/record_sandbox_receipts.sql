create or replace function jobs.record_sandbox_receipts(receipts jsonb)
    returns setof jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    return query
    select api.record_receipts((
        select json_agg(json_build_object(
            'provider', 'sandbox', 'reference', r.id, 'status', r.status, 'received_at', r.time
        ))
        from jsonb_to_recordset(record_sandbox_receipts.receipts) as r (
            id text, status text, time timestamptz
        )
    ));
end
$$;

comment on function jobs.record_sandbox_receipts is
'Applies what the sandbox says of messages that it was given, [{"id", "status", "time"}], and returns what
each changed (api.record_receipts).
Locks: the messages'' rows, in the order of their ids.';

grant execute on function jobs.record_sandbox_receipts to postroom_worker;
