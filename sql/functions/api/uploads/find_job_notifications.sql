create or replace function api.find_job_notifications(
    service_id uuid,
    job_id uuid,
    template_types text[] default null,
    statuses text[] default null,
    page int default 1,
    page_size int default 50
)
    returns table (total bigint, ids uuid[], days date[], last_days date[])
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    first_day date;
    last_day date;
begin
    select
        local_day(j.processing_started_at),
        local_day(coalesce(j.processing_finished_at, postroom.now()))
    into first_day, last_day
    from jobs as j
    where j.id = find_job_notifications.job_id
      and j.service_id = find_job_notifications.service_id;

    return query
    select
        (
            select count(*) from notifications as n
            where n.job_id = find_job_notifications.job_id
              and n.day between first_day and last_day
              and n.kept_until >= today()
              and (find_job_notifications.template_types is null
                  or n.notification_type = any(find_job_notifications.template_types))
              and (find_job_notifications.statuses is null
                  or n.status = any(find_job_notifications.statuses))
        ),
        coalesce(array_agg(p.id order by p.job_row_number), '{}'),
        coalesce(array_agg(distinct p.day), '{}'),
        coalesce(array_agg(distinct p.kept_until), '{}')
    from (
        select n.id, n.day, n.kept_until, n.job_row_number
        from notifications as n
        where n.job_id = find_job_notifications.job_id
          and n.day between first_day and last_day
          and n.kept_until >= today()
          and (find_job_notifications.template_types is null
              or n.notification_type = any(find_job_notifications.template_types))
          and (find_job_notifications.statuses is null
              or n.status = any(find_job_notifications.statuses))
        order by n.job_row_number
        limit find_job_notifications.page_size
        offset (find_job_notifications.page - 1) * find_job_notifications.page_size::bigint
    ) as p;
end
$$;

comment on function api.find_job_notifications is
'A page of a job''s notifications that are still kept, in the order of its rows, and how many
there are in all; for api.describe_notifications. Nothing of an unknown job.';

grant execute on function api.find_job_notifications to postroom_api;
