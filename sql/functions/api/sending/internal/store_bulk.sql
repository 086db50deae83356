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
    messages := array(
        select json_populate_record(
            json_populate_record(same, r.row),
            json_build_object('job_row_number', r.number - 1)
        )
        from json_array_elements(store_bulk.rows) with ordinality as r (row, number)
    );
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
'Stores the rows of an upload, numbered from 0, if they are given: all of them, or none, as the day has
room for them (api.hold_file). Raises NT400. Locks: the days.';
