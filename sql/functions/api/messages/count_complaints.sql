create or replace function api.count_complaints(start_date date, end_date date)
    returns bigint
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select count(*) from complaints as c
    -- The days around it, since an index knows moments and not days.
    where c.created_at >= count_complaints.start_date - interval '1 day'
      and c.created_at < count_complaints.end_date + interval '2 days'
      and local_day(c.created_at) between count_complaints.start_date
      and count_complaints.end_date
$$;

comment on function api.count_complaints is
'How many complaints about emails came from one local day to another, both included.';

grant execute on function api.count_complaints to postroom_api;
