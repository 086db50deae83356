create or replace function api.create_job(
    service_id uuid,
    job_id uuid,
    template_id uuid,
    original_file_name text,
    file_key text,
    notification_count int,
    created_by_id uuid default null,
    scheduled_for timestamptz default null,
    contact_list_id uuid default null,
    sender_id uuid default null,
    is_valid boolean default true
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform api.check_job(create_job.service_id, create_job.template_id, create_job.is_valid);
    if create_job.contact_list_id is not null and not exists (
        select from contact_lists as c
        where c.id = create_job.contact_list_id and c.service_id = create_job.service_id
    ) then
        perform api.not_found();
    end if;
    insert into jobs (
        id, service_id, template_id, template_version, original_file_name, file_key,
        notification_count, status, created_by_id, scheduled_for, due_at, contact_list_id, sender_id, created_at
    )
    select
        create_job.job_id, t.service_id, t.id, t.version, create_job.original_file_name,
        create_job.file_key, create_job.notification_count,
        case when create_job.scheduled_for is null then 'pending' else 'scheduled' end,
        create_job.created_by_id, create_job.scheduled_for,
        coalesce(create_job.scheduled_for, postroom.now()), create_job.contact_list_id,
        create_job.sender_id, postroom.now()
    from templates as t
    where t.id = create_job.template_id and t.service_id = create_job.service_id
    on conflict (id) do nothing;
    if found and create_job.scheduled_for is null then
        perform jobs.queue_upload(create_job.job_id);
    end if;
    return api.read_job(create_job.service_id, create_job.job_id);
end
$$;

comment on function api.create_job is
'Accepts an upload whose file the caller has looked at, to be sent with the template''s present
version: at once, or at its time. Nothing happens to an id that is known already. Returns it as api.read_job does.
Raises what api.check_job does, NT404 for another service''s contact list, foreign_key_violation.';

grant execute on function api.create_job to postroom_api;
