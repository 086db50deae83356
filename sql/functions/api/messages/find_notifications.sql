create or replace function api.find_notifications(
    service_id uuid,
    template_types text[] default null,
    statuses text[] default null,
    limit_days int default null,
    include_jobs boolean default true,
    include_tests boolean default false,
    include_one_off boolean default true,
    older_than uuid default null,
    recipient_part text default null,
    reference_part text default null,
    skipped bigint default 0,
    size bigint default 50,
    reach int default 50000,
    out ids uuid[],
    out days date[],
    out last_days date[]
)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    this_day date := today();
    first_day date := this_day - least(
        ops.longest_retention(find_notifications.service_id), find_notifications.limit_days
    );
    upper_day date := coalesce(uuid7_day(find_notifications.older_than), this_day);
    lower_day date;
    span int := 1;
    wanted bigint := find_notifications.skipped + find_notifications.size;
    found_ids uuid[] := array[]::uuid[];
    found_last_days date[] := array[]::date[];
    more_ids uuid[];
    more_last_days date[];
    searched boolean := find_notifications.recipient_part is not null;
    left_over bigint := find_notifications.reach;
begin
    if find_notifications.older_than is not null and not exists (
        select from notifications as n
        where n.id = find_notifications.older_than
          and n.day = upper_day
          and n.service_id = find_notifications.service_id
    ) then
        return;
    end if;

    -- From the newest day backwards, twice as many days at each step, until the page is full:
    -- a busy service needs one partition, a quiet one a few queries for all of them.
    while upper_day >= first_day and cardinality(found_ids) < wanted loop
        lower_day := greatest(upper_day - span + 1, first_day);
        select
            coalesce(array_agg(p.id order by p.id desc), '{}'),
            coalesce(array_agg(p.kept_until order by p.id desc), '{}')
        into more_ids, more_last_days
        from (
            select e.id, e.kept_until
            from (
                select n.id, n.kept_until, n.client_reference
                from notifications as n
                where n.day between lower_day and upper_day
                  and n.service_id = find_notifications.service_id
                  and n.kept_until >= this_day
                  and (find_notifications.include_tests or n.key_type <> 'test')
                  and (find_notifications.include_jobs or n.job_id is null)
                  and (find_notifications.include_one_off or n.created_by_id is null)
                  and (find_notifications.older_than is null
                      or n.id < find_notifications.older_than)
                  and (find_notifications.template_types is null
                      or n.notification_type = any(find_notifications.template_types))
                  and (find_notifications.statuses is null
                      or n.status = any(find_notifications.statuses))
                order by n.id desc
                limit case when searched then left_over end
            ) as e
            where find_notifications.recipient_part is null
               or strpos(lower(e.client_reference), find_notifications.reference_part) > 0
               or exists (
                   select from notification_contents as c
                   where c.id = e.id
                     and c.kept_until = e.kept_until
                     and c.service_id = find_notifications.service_id
                     and c.kept_until between this_day and upper_day + 90
                     and strpos(c.normalised_recipient, find_notifications.recipient_part) > 0
               )
            order by e.id desc
            limit wanted - cardinality(found_ids)
        ) as p;
        found_ids := found_ids || more_ids;
        found_last_days := found_last_days || more_last_days;
        if searched and cardinality(found_ids) < wanted then
            -- All of these days were searched, or as many messages as one search may look at.
            left_over := left_over - (
                select count(*)
                from (
                    select from notifications as n
                    where n.day between lower_day and upper_day
                      and n.service_id = find_notifications.service_id
                    limit left_over
                ) as e
            );
            exit when left_over <= 0;
        end if;
        upper_day := lower_day - 1;
        span := span * 2;
    end loop;

    ids := found_ids[find_notifications.skipped + 1:wanted];
    days := array(select distinct uuid7_day(i.id) from unnest(ids) as i (id));
    last_days := array(
        select distinct l.last_day
        from unnest(found_last_days[find_notifications.skipped + 1:wanted]) as l (last_day)
    );
end
$$;

comment on function api.find_notifications is
'The ids of a page of a service''s notifications, newest first, with the days that lead to their
partitions; for api.describe_notifications. Those that its retention still keeps and that pass
the filters, of which null is none; limit_days 0 is today. Null when older_than, the last id of
the page before, is not known.
recipient_part, normalised, is looked for anywhere in the recipient, reference_part, in lower
case, in the client''s reference: both or neither. A search goes through what the service itself
still keeps, the newest day first, until the page is full or reach messages are searched: index notifications_service gives the
ids of a day, the primary key of notification_contents each recipient.';

grant execute on function api.find_notifications to postroom_api;
