create or replace function api.create_unsubscribe_report(
    service_id uuid, count numeric, earliest_at timestamptz, latest_at timestamptz
)
    returns uuid
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid;
begin
    insert into unsubscribe_reports as p (service_id, count, earliest_at, latest_at)
    values (
        create_unsubscribe_report.service_id, create_unsubscribe_report.count::int,
        create_unsubscribe_report.earliest_at, create_unsubscribe_report.latest_at
    )
    returning p.id into new_id;

    update unsubscribe_requests as r
    set report_id = new_id
    where r.service_id = create_unsubscribe_report.service_id
      and r.report_id is null
      and r.email_address is not null
      and r.created_at between create_unsubscribe_report.earliest_at
      and create_unsubscribe_report.latest_at;
    return new_id;
end
$$;

comment on function api.create_unsubscribe_report is
'Makes a report of what is in none yet and came between two moments; the id. The count is what
the caller says. Raises foreign_key_violation for an unknown service,
numeric_value_out_of_range for a count that cannot be.
Locks: the requests'' rows.';

grant execute on function api.create_unsubscribe_report to postroom_api;
