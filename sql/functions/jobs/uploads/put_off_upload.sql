create or replace function jobs.put_off_upload(
    job_id uuid, delay interval, failed boolean default false
)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update jobs as j
    set status = case when put_off_upload.failed then 'error' else j.status end,
        due_at = case
            when not put_off_upload.failed
                or postroom.now() < coalesce(j.scheduled_for, j.created_at) + interval '1 day'
                then postroom.now() + put_off_upload.delay
        end,
        updated_at = postroom.now()
    where j.id = put_off_upload.job_id and j.due_at is not null
$$;

comment on function jobs.put_off_upload is
'Leaves an upload for later. One that failed is shown as "error" until then, and is left alone
after a day. Nothing happens to one that is over.
Locks: the upload.';

grant execute on function jobs.put_off_upload to postroom_worker;
