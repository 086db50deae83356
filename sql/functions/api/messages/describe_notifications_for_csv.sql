create or replace function api.describe_notifications_for_csv(
    service_id uuid, ids uuid[], days date[], last_days date[]
)
    returns table (
        id uuid,
        created_at timestamptz,
        notification_type text,
        status text,
        job_row_number int,
        client_reference text,
        recipient text,
        template_name text,
        original_file_name text,
        created_by_name text,
        created_by_email_address text,
        key_name text
    )
    language plpgsql  -- a function in SQL would plan for every partition there is
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    return query
    select
        n.id, n.created_at, n.notification_type, n.status, n.job_row_number, n.client_reference,
        c.recipient, v.name, j.original_file_name, u.name, u.email_address, k.name
    from unnest(describe_notifications_for_csv.ids) with ordinality as wanted (id, place)
    inner join notifications as n on n.id = wanted.id
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    inner join template_versions as v
        on v.template_id = n.template_id and v.version = n.template_version
    left join api_keys as k on k.id = n.api_key_id
    left join jobs as j on j.id = n.job_id
    left join users as u on u.id = n.created_by_id
    where n.id = any(describe_notifications_for_csv.ids)
      and n.day = any(describe_notifications_for_csv.days)
      and n.service_id = describe_notifications_for_csv.service_id
      and n.kept_until >= today()
      and c.id = any(describe_notifications_for_csv.ids)
      and c.kept_until = any(describe_notifications_for_csv.last_days)
    order by wanted.place;
end
$$;

comment on function api.describe_notifications_for_csv is
'What a report says of notifications, as api.describe_notifications, without personalisation:
pages of thousands.';

grant execute on function api.describe_notifications_for_csv to postroom_api, postroom_worker;
