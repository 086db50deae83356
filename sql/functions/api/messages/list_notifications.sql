create or replace function api.list_notifications(
    service_id uuid,
    context_version bigint,
    key_type text,
    template_types text[] default null,
    statuses text[] default null,
    reference text default null,
    older_than uuid default null,
    include_jobs boolean default false,
    page_size int default 250,
    page_bytes int default 2000000,
    reach int default 50000
)
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
        unsubscribe_url text,
        reached uuid
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    first_day date := today() - ops.longest_retention(list_notifications.service_id);
    upper_day date := coalesce(uuid7_day(list_notifications.older_than), today());
    lower_day date;
    span int := 1;
    ids uuid[] := array[]::uuid[];
    days date[] := array[]::date[];
    last_days date[] := array[]::date[];
    found_ids uuid[];
    found_days date[];
    found_last_days date[];
    filtered boolean := list_notifications.template_types is not null
        or list_notifications.statuses is not null;
    examined bigint;
    left_over bigint := list_notifications.reach;
    last_examined uuid;
begin
    perform api.check_context(
        list_notifications.service_id, list_notifications.context_version
    );
    if list_notifications.older_than is not null and not exists (
        select from notifications as n
        where n.id = list_notifications.older_than
          and n.day = upper_day
          and n.service_id = list_notifications.service_id
    ) then
        return;
    end if;

    -- From the newest day backwards, twice as many days at each step, until the page is full:
    -- a busy service needs one partition, a quiet one a few queries for all of them.
    while upper_day >= first_day and cardinality(ids) < list_notifications.page_size loop
        lower_day := greatest(upper_day - span + 1, first_day);
        select
            coalesce(array_agg(p.id), '{}'),
            coalesce(array_agg(distinct p.day), '{}'),
            coalesce(array_agg(distinct p.kept_until), '{}')
        into found_ids, found_days, found_last_days
        from (
            select e.id, e.day, e.kept_until
            from (
                select n.id, n.day, n.kept_until, n.notification_type, n.status
                from notifications as n
                where n.day between lower_day and upper_day
                  and n.service_id = list_notifications.service_id
                  and n.kept_until >= today()
                  and n.key_type = list_notifications.key_type
                  and (list_notifications.older_than is null
                      or n.id < list_notifications.older_than)
                  and (list_notifications.reference is null
                      or n.client_reference = list_notifications.reference)
                  and (list_notifications.include_jobs or n.job_id is null)
                order by n.id desc
                limit case when filtered then left_over end
            ) as e
            where (list_notifications.template_types is null
                  or e.notification_type = any(list_notifications.template_types))
              and (list_notifications.statuses is null
                  or e.status = any(list_notifications.statuses))
            order by e.id desc
            limit list_notifications.page_size - cardinality(ids)
        ) as p;
        ids := ids || found_ids;
        days := days || found_days;
        last_days := last_days || found_last_days;
        if filtered and cardinality(ids) < list_notifications.page_size then
            -- All of these days were looked at, or as many messages as one list may look at.
            select count(*), (array_agg(e.id order by e.id))[1] into examined, last_examined
            from (
                select n.id
                from notifications as n
                where n.day between lower_day and upper_day
                  and n.service_id = list_notifications.service_id
                  and n.kept_until >= today()
                  and n.key_type = list_notifications.key_type
                  and (list_notifications.older_than is null
                      or n.id < list_notifications.older_than)
                  and (list_notifications.reference is null
                      or n.client_reference = list_notifications.reference)
                  and (list_notifications.include_jobs or n.job_id is null)
                order by n.id desc
                limit left_over
            ) as e;
            left_over := left_over - examined;
            if left_over <= 0 then
                reached := last_examined;
                exit;
            end if;
        end if;
        upper_day := lower_day - 1;
        span := span * 2;
    end loop;

    if cardinality(ids) > 0 then
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
            n.recipient, n.personalisation, n.unsubscribe_url,
            case when n.id = ids[cardinality(ids)] then reached end
        from (
            select
                n.id, n.created_at, n.sent_at, n.updated_at, n.notification_type, n.status,
                n.template_id, n.template_version, n.client_reference, n.billable_units,
                n.rate_multiplier, n.postage, n.created_by_id,
                c.recipient, c.personalisation, c.unsubscribe_url,
                -- What is stored in few bytes is small, or compressed and worth a look.
                sum(
                    case
                        when pg_column_size(c.personalisation) < 1000 then 0
                        else octet_length(c.personalisation::text)
                    end
                ) over (order by n.id desc rows between unbounded preceding and 1 preceding)
                    as bytes_before
            from notifications as n
            inner join notification_contents as c
                on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
            where n.id = any((select ids)::uuid[])
              and n.day = any(days)
              and n.kept_until = any(last_days)
              and c.kept_until = any(last_days)
        ) as n
        where n.bytes_before is null or n.bytes_before <= list_notifications.page_bytes
        order by n.id desc;
    elsif reached is not null then
        -- Nothing so far, and more to look at.
        return next;
    end if;
end
$$;

comment on function api.list_notifications is
'A page of a service''s notifications made with a type of key, newest first, that its retention
still keeps. older_than is the last id of the page before; an unknown one gives no rows. The page
ends early, but not before its first row, when its rows'' personalisation exceeds page_bytes. With
filters it looks at "reach" messages at most; reached, in the last row, is then where to go on.
Raises NTOLD (see api.check_context).';

grant execute on function api.list_notifications to postroom_api;
