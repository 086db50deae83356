create or replace function api.list_returned_letter_reports(service_id uuid)
    returns table (reported_on date, count bigint)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select r.reported_on, count(*)
    from returned_letters as r
    where r.service_id = list_returned_letter_reports.service_id
    group by r.reported_on
    order by r.reported_on desc
$$;

comment on function api.list_returned_letter_reports is
'On which days letters of a service were reported as returned, newest first, and how many.';

grant execute on function api.list_returned_letter_reports to postroom_api;
