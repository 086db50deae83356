create or replace function api.process_unsubscribe_report(
    service_id uuid, report_id uuid, processed boolean
)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update unsubscribe_reports as p
    set processed_at = case when process_unsubscribe_report.processed then postroom.now() end
    where p.id = process_unsubscribe_report.report_id
      and p.service_id = process_unsubscribe_report.service_id;
    return found;
end
$$;

comment on function api.process_unsubscribe_report is
'Notes whether a service has dealt with a report; false when it has no such report. From then on
a new request for the same notification is stored.';

grant execute on function api.process_unsubscribe_report to postroom_api;
