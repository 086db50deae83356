create or replace function api.summarise_unsubscribe_requests(service_id uuid)
    returns table (count bigint, latest_at timestamptz)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        count(*) filter (where p.processed_at is null),
        coalesce(max(r.created_at) filter (where p.processed_at is null), max(r.created_at))
    from unsubscribe_requests as r
    left join unsubscribe_reports as p on p.id = r.report_id
    where r.service_id = summarise_unsubscribe_requests.service_id
      and r.email_address is not null
$$;

comment on function api.summarise_unsubscribe_requests is
'How many unsubscribe requests a service has still to deal with, and when the latest came: of
those it has dealt with when there is no other, null when there is none at all.';

grant execute on function api.summarise_unsubscribe_requests to postroom_api;
