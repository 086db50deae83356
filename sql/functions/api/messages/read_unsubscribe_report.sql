create or replace function api.read_unsubscribe_report(service_id uuid, report_id uuid)
    returns table (
        email_address text,
        template_name text,
        sent_at timestamptz,
        requested_at timestamptz,
        earliest_at timestamptz,
        latest_at timestamptz
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select r.email_address, v.name, n.sent_at, r.created_at, p.earliest_at, p.latest_at
    from unsubscribe_reports as p
    left join unsubscribe_requests as r
        on r.service_id = p.service_id and r.report_id = p.id and r.email_address is not null
    left join templates as t on t.id = r.template_id
    left join template_versions as v on v.template_id = t.id and v.version = t.version
    left join notifications as n
        on n.id = r.notification_id and n.day = uuid7_day(r.notification_id)
    where p.id = read_unsubscribe_report.report_id
      and p.service_id = read_unsubscribe_report.service_id
    order by coalesce(n.kept_until >= today(), false) desc, v.name desc, n.sent_at desc
$$;

comment on function api.read_unsubscribe_report is
'A report with its requests: those about messages that are still kept first, then by template
and time of sending, both descending. A report without any has one row without an address; one
that the service does not have has none.';

grant execute on function api.read_unsubscribe_report to postroom_api;
