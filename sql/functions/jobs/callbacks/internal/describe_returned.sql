create or replace function jobs.describe_returned(ids uuid[])
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
begin
    select array_agg(r.notification_id), array_agg(distinct uuid7_day(r.notification_id))
    into found_ids, days
    from returned_letters as r
    where r.notification_id = any(describe_returned.ids);
    if found_ids is null then
        return;
    end if;
    return query
    select
        n.id,
        json_build_object(
            'notification_id', n.id,
            'reference', case when n.api_key_id is not null then n.client_reference end,
            'date_sent', api.iso_time(n.created_at),
            'sent_by', coalesce(u.email_address, 'API'),
            'template_name', case when not t.hidden then v.name end,
            'template_id', case when t.hidden then 'None' else t.id::text end,
            'template_version', case when not t.hidden then n.template_version end,
            'spreadsheet_file_name', null,
            'spreadsheet_row_number', n.job_row_number + 2,
            'upload_letter_file_name',
            case when t.hidden and n.api_key_id is null then n.client_reference end
        )
    from notifications as n
    inner join templates as t on t.id = n.template_id
    inner join template_versions as v
        on v.template_id = n.template_id and v.version = n.template_version
    left join users as u on u.id = n.created_by_id
    where n.id = any(found_ids) and n.day = any(days);
end
$$;

comment on function jobs.describe_returned is
'What a service is told about these letters that came back. Internal: see jobs.claim_callbacks.';
