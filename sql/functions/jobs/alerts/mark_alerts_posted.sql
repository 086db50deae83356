create or replace function jobs.mark_alerts_posted(ids bigint[])
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update alerts as a
    set posted_at = coalesce(a.posted_at, postroom.now()),
        -- One that ends between the telling and this has its end told next.
        end_posted_at = case when a.posted_at is not null then postroom.now() end
    where a.id = any(mark_alerts_posted.ids)
      and (a.posted_at is null or a.closed_at is not null and a.end_posted_at is null)
$$;

comment on function jobs.mark_alerts_posted is
'Notes that the webhook has been told of alerts (jobs.alerts_to_post): of their beginning, or, where
it knew that already, of their end.
Locks: the alerts.';

grant execute on function jobs.mark_alerts_posted to postroom_worker;
