create or replace function api.cancel_letter_job(service_id uuid, job_id uuid)
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    job jobs;
    first_day date;
    last_day date;
    letters uuid[];
    gone bigint;
    counted_on date;
begin
    select * into job from jobs as j
    where j.id = cancel_letter_job.job_id and j.service_id = cancel_letter_job.service_id
    for update;
    if job.id is null then
        perform api.not_found();
    end if;
    if not exists (
        select from templates as t
        where t.id = job.template_id and t.template_type = 'letter'
    ) then
        perform api.fail(
            400, null,
            'Only letter jobs can be cancelled through this endpoint. This is not a letter job.'
        );
    end if;
    if job.status <> 'finished all notifications created' then
        perform api.fail(
            400, null,
            'We are still processing these letters, please try again in 5 minutes.'
        );
    end if;

    first_day := local_day(job.processing_started_at);
    last_day := local_day(job.processing_finished_at);
    select
        array_agg(l.id),
        count(*) filter (
            where api.has_gone_to_print(l.created_at)
            or api.is_with_printer(l.id)
            or l.status not in (
                'created', 'cancelled', 'virus-scan-failed', 'validation-failed',
                'technical-failure', 'pending-virus-check'
            )
        )
    into letters, gone
    from (
        select n.id, n.status, n.created_at from notifications as n
        where n.job_id = job.id and n.day between first_day and last_day
        order by n.id
        for update
    ) as l;
    if gone > 0 then
        perform api.fail(
            400, null,
            'It’s too late to cancel sending, these letters have already been sent.'
        );
    end if;

    update notifications as n
    set status = 'cancelled', billable_units = 0, updated_at = postroom.now()
    where n.job_id = job.id and n.day between first_day and last_day;
    delete from delivery_queue as q where q.notification_id = any(letters);
    update jobs as j set status = 'cancelled', updated_at = postroom.now() where j.id = job.id;
    counted_on := (job.processing_started_at at time zone 'UTC')::date;
    if counted_on = (postroom.now() at time zone 'UTC')::date then
        perform api.count_message(job.service_id, 'letter', -cardinality(letters));
    end if;
    return coalesce(cardinality(letters), 0);
end
$$;

comment on function api.cancel_letter_job is
'Cancels all letters of an upload and returns how many; the day''s limit gets them back.
Raises NT404; NT400 when they are no letters, not all there yet, or not in our hands any more.
Locks: the upload and its letters, so that none is cancelled and handed to the printer.';

grant execute on function api.cancel_letter_job to postroom_api;
