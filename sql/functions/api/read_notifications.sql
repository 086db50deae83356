create or replace function api.read_notifications(ids uuid[], days date[], last_days date[])
    returns table (
        id uuid,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz,
        notification_type text,
        status text,
        template_id uuid,
        template_version int,
        client_reference text,
        billable_units int,
        rate_multiplier int,
        sms_rate numeric,
        letter_rate numeric,
        postage text,
        created_by_name text,
        recipient text,
        personalisation json,
        unsubscribe_url text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
    -- The ids in a query of their own: else the planner weighs each of them, several times.
    return query
    select
        n.id, n.created_at, n.sent_at, n.updated_at, n.notification_type, n.status,
        n.template_id, n.template_version, n.client_reference, n.billable_units,
        n.rate_multiplier,
        case when n.notification_type = 'sms' then (
            select r.rate from sms_rates as r
            where r.valid_from <= n.created_at order by r.valid_from desc limit 1
        ) end,
        case when n.notification_type = 'letter' then (
            select l.rate from letter_rates as l
            where l.post_class = n.postage
              and l.sheet_count = n.billable_units
              and l.start_date <= n.created_at
              and (l.end_date is null or l.end_date > n.created_at)
        ) end,
        n.postage,
        case when n.created_by_id is not null then (
            select u.name from users as u where u.id = n.created_by_id
        ) end,
        c.recipient, c.personalisation, c.unsubscribe_url
    from notifications as n
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    where n.id = any((select read_notifications.ids)::uuid[])
      and n.day = any(read_notifications.days)
      and n.kept_until = any(read_notifications.last_days)
      and c.kept_until = any(read_notifications.last_days)
    order by n.id desc;
end
$$;

comment on function api.read_notifications is
'Facts with their personal data for ids whose days of creation and last days are known, newest
first. The days keep the plan to the partitions that hold them. Internal: the callers have
checked whose they are and that they may still be seen.';
