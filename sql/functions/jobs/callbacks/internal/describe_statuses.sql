create or replace function jobs.describe_statuses(ids uuid[])
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
    days date[];
    last_days date[];
begin
    select array_agg(q.subject_id), array_agg(distinct uuid7_day(q.subject_id))
    into found_ids, days
    from callback_queue as q
    where q.subject_id = any(describe_statuses.ids) and q.callback_type = 'delivery_status';
    if found_ids is null then
        return;
    end if;
    last_days := (
        select array_agg(distinct n.kept_until) from notifications as n
        where n.id = any(found_ids) and n.day = any(days)
    );
    return query
    select
        n.id,
        json_build_object(
            'id', n.id,
            'reference', n.client_reference,
            'to', btrim(c.recipient),
            'status', q.status,
            'created_at', api.iso_time(n.created_at),
            'completed_at', api.iso_time(q.happened_at),
            'sent_at', api.iso_time(n.sent_at),
            'notification_type', n.notification_type,
            'template_id', n.template_id,
            'template_version', n.template_version
        )
    from callback_queue as q
    inner join notifications as n on n.id = q.subject_id and n.service_id = q.service_id
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    where q.subject_id = any(found_ids)
      and q.callback_type = 'delivery_status'
      and n.id = any(found_ids)
      and n.day = any(days)
      and c.id = any(found_ids)
      and c.kept_until = any(last_days)
      and c.kept_until >= today() - 1;
end
$$;

comment on function jobs.describe_statuses is
'What a service is told about the status of these notifications, as it was when the call was
queued. Contents count until retention has taken them in the night after their last day, since
that is when what has timed out on that day is reported. Internal: see jobs.claim_callbacks.';
