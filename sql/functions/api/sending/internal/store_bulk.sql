create or replace function api.store_bulk(
    job_id uuid, same postroom.new_message, rows json
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    messages new_message[];
begin
    same.job_id := store_bulk.job_id;
    same.limited := false;
    same.idempotency_key := null;
    same.request := null;
    same.answer := null;
    messages := array(select m from json_populate_recordset(same, store_bulk.rows) as m);
    perform api.hold_file(same.service_id, same.key_type, k.kind, k.messages)
    from (
        select k.kind, count(*) as messages
        from unnest(messages) as m
        cross join lateral api.daily_kinds(
            m.notification_type, m.international, m.phone_prefix
        ) as k (kind)
        group by k.kind
        order by k.kind
    ) as k;
    perform api.accept_messages(messages);
end
$$;

comment on function api.store_bulk is
'Stores the rows of an upload, which say their numbers, if they are given: all of them, or none, as the day has
room for them (api.hold_file). Raises NT400. Locks: the days.';
