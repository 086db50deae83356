create or replace function jobs.find_report_notifications(
    report_id uuid, size int, older_than uuid default null
)
    returns table (service_id uuid, ids uuid[], days date[], last_days date[])
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    wanted reports%rowtype;
    statuses text[];
    newest_id uuid := coalesce(
        find_report_notifications.older_than, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    );
    upper_day date := coalesce(uuid7_day(find_report_notifications.older_than), today());
    lower_day date := upper_day;
    span int := 1;
    first_day date;
    more_ids uuid[];
    more_days date[];
    more_last_days date[];
begin
    select r.* into wanted
    from reports as r
    where r.id = find_report_notifications.report_id and r.status = 'in progress';
    if not found then
        return;
    end if;
    statuses := case wanted.notification_status
        when 'sending' then array['created', 'pending', 'sending', 'pending-virus-check']
        when 'delivered' then array['delivered', 'sent', 'returned-letter']
        when 'failed' then array[
            'failed', 'temporary-failure', 'permanent-failure', 'technical-failure',
            'virus-scan-failed', 'validation-failed'
        ]
        else '{}'
    end;
    first_day := today() - ops.longest_retention(wanted.service_id);
    service_id := wanted.service_id;
    ids := '{}';
    days := '{}';
    last_days := '{}';

    -- From the newest day backwards, four times as many days at each step, until the page is full.
    while upper_day >= first_day and cardinality(ids) < find_report_notifications.size loop
        select
            coalesce(array_agg(p.id order by p.id desc), '{}'),
            coalesce(array_agg(distinct p.day), '{}'),
            coalesce(array_agg(distinct p.kept_until), '{}')
        into more_ids, more_days, more_last_days
        from (
            select n.id, n.day, n.kept_until
            from notifications as n
            where n.day between lower_day and upper_day
              and n.service_id = wanted.service_id
              and n.kept_until >= today()
              and n.key_type <> 'test'
              and n.id < newest_id
              and n.notification_type = wanted.notification_type
              and (wanted.notification_status = 'all' or n.status = any(statuses))
            order by n.id desc
            limit find_report_notifications.size - cardinality(ids)
        ) as p;
        ids := ids || more_ids;
        days := days || more_days;
        last_days := last_days || more_last_days;
        span := span * 4;
        upper_day := lower_day - 1;
        lower_day := greatest(lower_day - span, first_day);
    end loop;
    if cardinality(ids) > 0 then
        return next;
    end if;
end
$$;

comment on function jobs.find_report_notifications is
'The next page of what a report is about, newest first and after an id, for
api.describe_notifications_for_csv; no row after the last, or when the report is not wanted any
more.';

grant execute on function jobs.find_report_notifications to postroom_worker;
