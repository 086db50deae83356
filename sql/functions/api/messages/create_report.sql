create or replace function api.create_report(
    service_id uuid, user_id uuid, notification_type text, notification_status text
)
    returns table (report jsonb, is_new boolean)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
#variable_conflict use_column
declare
    found_report reports%rowtype;
    job_lock text;
begin
    -- Locked, so that two requests side by side make one report.
    perform from users as u where u.id = create_report.user_id for no key update;
    if not found or not exists (
        select from services as s where s.id = create_report.service_id
    ) then
        perform api.not_found();
    end if;

    select r.* into found_report
    from reports as r
    where r.user_id = create_report.user_id
      and r.service_id = create_report.service_id
      and r.notification_type = create_report.notification_type
      and r.notification_status = create_report.notification_status
      and r.status in ('pending', 'in progress')
      and coalesce(r.updated_at, r.created_at) > postroom.now() - interval '30 minutes'
    order by r.created_at, r.id
    limit 1;
    if found then
        return query select api.describe_report(found_report), false;
        return;
    end if;

    insert into reports as r (service_id, user_id, notification_type, notification_status)
    values (
        create_report.service_id, create_report.user_id, create_report.notification_type,
        create_report.notification_status
    )
    returning r.* into found_report;
    -- One of four locks, so that no more reports than that are made at a time: a worker has
    -- other things to do as well.
    job_lock := format('report:%s', hashtext(found_report.id::text) & 3);
    insert into procrastinate_jobs (queue_name, task_name, lock, args)
    values (
        'reports', 'process_report', job_lock, jsonb_build_object('report_id', found_report.id)
    );
    return query select api.describe_report(found_report), true;
end
$$;

comment on function api.create_report is
'Asks for a report of what a service sent of a type, all of it or what is sending, delivered or
failed; or returns the one that the same person asked for less than 30 minutes ago and that is not
there yet. Raises NT404 for an unknown person or service.
Locks: the person''s row.';

grant execute on function api.create_report to postroom_api;
