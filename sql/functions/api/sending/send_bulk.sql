create or replace function api.send_bulk(
    context_version bigint, job json, alike json, rows json default null
)
    returns table (created_at timestamptz, refusal text, reason text)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    -- The upload, and what its messages have in common.
    made jobs := json_populate_record(null::jobs, send_bulk.job);
    same new_message := json_populate_record(null::new_message, send_bulk.alike);
begin
    perform api.check_context(same.service_id, send_bulk.context_version);
    created_at := postroom.now();
    if same.idempotency_key is not null then
        select c.refusal, c.reason into refusal, reason
        from api.claim_key(same.service_id, same.key_type, same.idempotency_key, same.request) as c;
        if refusal is not null then
            return next;
            return;
        end if;
        perform api.keep_answer(
            same.service_id, same.key_type, same.idempotency_key, same.request, 201, same.answer,
            array[made.id], array[null::text]
        );
    end if;
    if same.simulated is not true then
        perform api.make_upload(made, same, send_bulk.rows is null);
        perform api.store_bulk(made.id, same, send_bulk.rows);
    end if;
    return next;
end
$$;

comment on function api.send_bulk is
'Accepts a bulk request whose rows have all been judged, in one transaction. job is the upload that it
becomes, as columns of postroom.jobs; alike what its messages have in common, as fields of
postroom.new_message; rows what each has of its own. Without rows the upload''s file has been written and
announced (api.announce_objects): its rows are stored later, as of any upload. Of simulated messages
nothing is stored. With an idempotency_key it is carried out once: refusal and reason are those of
api.claim_key.
Raises NT400 BadRequestError for more messages than the day has room for, and NTOLD.
Locks: the service''s days (api.hold_day), the key.';

grant execute on function api.send_bulk to postroom_api;
