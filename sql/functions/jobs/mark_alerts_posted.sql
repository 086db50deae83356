create or replace function jobs.mark_alerts_posted(ids bigint[])
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update alerts as a set posted_at = postroom.now()
    where a.id = any(mark_alerts_posted.ids) and a.posted_at is null
$$;

comment on function jobs.mark_alerts_posted is
'Notes that the webhook has been told of alerts (jobs.alerts_to_post).';

grant execute on function jobs.mark_alerts_posted to postroom_worker;
