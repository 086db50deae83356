create or replace function api.make_upload(
    made postroom.jobs, same postroom.new_message, has_file boolean
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into jobs (
        id, service_id, template_id, template_version, original_file_name, file_key,
        notification_count, rows_stored, status, created_by_id, sender_id, scheduled_for, due_at,
        created_at, processing_started_at, processing_finished_at, api_key_id, key_type,
        valid_until
    ) values (
        made.id, same.service_id, same.template_id, same.template_version,
        made.original_file_name, made.file_key, made.notification_count,
        case when make_upload.has_file then 0 else made.notification_count end,
        case
            when not make_upload.has_file then 'finished'
            when made.scheduled_for is null then 'pending'
            else 'scheduled'
        end,
        api.platform_user_id(), made.sender_id, made.scheduled_for,
        case when make_upload.has_file then coalesce(made.scheduled_for, postroom.now()) end,
        postroom.now(),
        case when not make_upload.has_file then postroom.now() end,
        case when not make_upload.has_file then postroom.now() end,
        same.api_key_id, same.key_type, same.valid_until
    );
    if make_upload.has_file then
        delete from object_removals as r where r.key = made.file_key;
        if made.scheduled_for is null then
            perform jobs.queue_upload(made.id);
        end if;
    end if;
end
$$;

comment on function api.make_upload is
'The upload that a bulk request becomes: finished, or with a file that is to be read at its time.';
