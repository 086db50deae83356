create or replace function api.list_unsubscribe_reports(service_id uuid)
    returns table (
        id uuid,
        count bigint,
        created_at timestamptz,
        earliest_at timestamptz,
        latest_at timestamptz,
        processed_at timestamptz
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    (
        select null, count(*), null, min(r.created_at), max(r.created_at), null
        from unsubscribe_requests as r
        where r.service_id = list_unsubscribe_reports.service_id
          and r.report_id is null
          and r.email_address is not null
        having count(*) > 0
    )
    union all
    (
        select p.id, p.count, p.created_at, p.earliest_at, p.latest_at, p.processed_at
        from unsubscribe_reports as p
        where p.service_id = list_unsubscribe_reports.service_id
          and exists (
              select from unsubscribe_requests as r
              where r.service_id = p.service_id
                and r.report_id = p.id
                and r.email_address is not null
          )
        order by p.latest_at desc, p.id
    )
$$;

comment on function api.list_unsubscribe_reports is
'First, without an id, the requests that are in no report yet; then a service''s reports with
addresses that are not forgotten, the newest first.';

grant execute on function api.list_unsubscribe_reports to postroom_api;
