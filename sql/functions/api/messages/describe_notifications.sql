create or replace function api.describe_notifications(
    service_id uuid, ids uuid[], days date[], last_days date[]
)
    returns table (
        id uuid,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz,
        notification_type text,
        status text,
        key_type text,
        api_key_id uuid,
        key_name text,
        job_id uuid,
        original_file_name text,
        job_row_number int,
        created_by_id uuid,
        created_by_name text,
        created_by_email_address text,
        sent_by text,
        reference text,
        client_reference text,
        billable_units int,
        international boolean,
        phone_prefix text,
        rate_multiplier int,
        postage text,
        document_download_count int,
        recipient text,
        normalised_recipient text,
        personalisation json,
        reply_to_text text,
        unsubscribe_url text,
        template jsonb
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
    with shown as (
        select n.*, wanted.place
        from unnest(describe_notifications.ids) with ordinality as wanted (id, place)
        inner join notifications as n on n.id = wanted.id
        where n.id = any(describe_notifications.ids)
          and n.day = any(describe_notifications.days)
          and n.service_id = describe_notifications.service_id
          and n.kept_until >= today()
    ),

    -- A page of a job has one template, and seldom has a page many: each is described once.
    versions as materialized (
        select t.id, v.version, api.describe_template(t, v) as template
        from (select distinct s.template_id, s.template_version from shown as s) as used
        inner join templates as t on t.id = used.template_id
        inner join template_versions as v
            on v.template_id = used.template_id and v.version = used.template_version
    )

    select
        n.id, n.created_at, n.sent_at, n.updated_at, n.notification_type, n.status,
        n.key_type, n.api_key_id, k.name, n.job_id, j.original_file_name, n.job_row_number,
        n.created_by_id, u.name, u.email_address, n.sent_by, n.provider_reference,
        n.client_reference, n.billable_units, n.international, n.phone_prefix, n.rate_multiplier,
        n.postage, n.document_download_count, c.recipient, c.normalised_recipient,
        c.personalisation, c.reply_to_text, c.unsubscribe_url, v.template
    from shown as n
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    inner join versions as v on v.id = n.template_id and v.version = n.template_version
    left join api_keys as k on k.id = n.api_key_id
    left join jobs as j on j.id = n.job_id
    left join users as u on u.id = n.created_by_id
    where c.id = any(describe_notifications.ids)
      and c.kept_until = any(describe_notifications.last_days)
    order by n.place;
end
$$;

comment on function api.describe_notifications is
'Notifications of a service as its own people see them, in the order of the ids; those past
their last day are left out. The days of creation and the last days keep the plan to the
partitions that hold them.';

grant execute on function api.describe_notifications to postroom_api;
