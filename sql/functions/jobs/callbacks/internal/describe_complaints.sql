create or replace function jobs.describe_complaints(ids uuid[])
    returns table (subject_id uuid, payload json)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    notification_ids uuid[];
    days date[];
    last_days date[];
begin
    select array_agg(k.notification_id), array_agg(distinct uuid7_day(k.notification_id))
    into notification_ids, days
    from complaints as k
    where k.id = any(describe_complaints.ids);
    if notification_ids is null then
        return;
    end if;
    last_days := (
        select array_agg(distinct n.kept_until) from notifications as n
        where n.id = any(notification_ids) and n.day = any(days)
    );
    return query
    select
        k.id,
        json_build_object(
            'notification_id', n.id,
            'complaint_id', k.id,
            'reference', n.client_reference,
            'to', btrim(c.recipient),
            'complaint_date', api.iso_time(coalesce(k.complained_at, k.created_at))
        )
    from complaints as k
    inner join notifications as n on n.id = k.notification_id and n.service_id = k.service_id
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    where k.id = any(describe_complaints.ids)
      and n.id = any(notification_ids)
      and n.day = any(days)
      and c.id = any(notification_ids)
      and c.kept_until = any(last_days)
      and c.kept_until >= today() - 1;
end
$$;

comment on function jobs.describe_complaints is
'What a service is told about these complaints; nothing about an email whose contents are gone.
Internal: see jobs.claim_callbacks.';
