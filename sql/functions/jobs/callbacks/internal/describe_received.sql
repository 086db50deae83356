create or replace function jobs.describe_received(ids uuid[])
    returns table (subject_id uuid, payload json)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    found_ids uuid[];
    last_day date;
begin
    select array_agg(q.subject_id), max(api.received_until(q.service_id))
    into found_ids, last_day
    from callback_queue as q
    where q.subject_id = any(describe_received.ids) and q.callback_type = 'inbound_sms';
    if found_ids is null then
        return;
    end if;
    return query
    select
        m.id,
        json_build_object(
            'id', m.id,
            'source_number', m.user_number,
            'destination_number', m.notify_number,
            'message', m.content,
            'date_received', api.iso_time(m.received_at)
        )
    from inbound_messages as m
    where m.id = any(found_ids) and m.kept_until between today() - 1 and last_day;
end
$$;

comment on function jobs.describe_received is
'What a service is told about these text messages that it received.
Internal: see jobs.claim_callbacks.';
