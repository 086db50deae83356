create or replace function jobs.find_report_notifications(
    report_id uuid, size int, older_than uuid default null
)
    returns table (service_id uuid, ids uuid[], days date[], last_days date[])
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    wanted reports%rowtype;
begin
    select r.* into wanted
    from reports as r
    where r.id = find_report_notifications.report_id and r.status = 'in progress';
    if found then
        return query
        select wanted.service_id, f.ids, f.days, f.last_days
        from api.find_notifications(
            service_id => wanted.service_id,
            template_types => array[wanted.notification_type],
            statuses => case wanted.notification_status
                when 'sending' then array['created', 'pending', 'sending', 'pending-virus-check']
                when 'delivered' then array['delivered', 'sent', 'returned-letter']
                when 'failed' then array[
                    'failed', 'temporary-failure', 'permanent-failure', 'technical-failure',
                    'virus-scan-failed', 'validation-failed'
                ]
            end,
            older_than => find_report_notifications.older_than,
            size => find_report_notifications.size
        ) as f
        where cardinality(f.ids) > 0;
    end if;
end
$$;

comment on function jobs.find_report_notifications is
'The next page of what a report is about, newest first and after an id, for
api.describe_notifications_for_csv; no row after the last, or when the report is not wanted any
more.';

grant execute on function jobs.find_report_notifications to postroom_worker;
