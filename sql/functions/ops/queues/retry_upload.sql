create or replace function ops.retry_upload(id uuid)
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    upload record;
begin
    select j.id, j.status, j.due_at, j.archived into upload
    from jobs as j where j.id = retry_upload.id for update;
    if upload.id is null or upload.status <> 'error' or upload.archived then
        raise exception '%', case
            when upload.id is null then format('no upload %s', coalesce(retry_upload.id::text, 'null'))
            when upload.archived then format('upload %s has lost its file', upload.id)
            else format('upload %s is %s', upload.id, upload.status)
        end using
            errcode = 'invalid_parameter_value',
            hint = 'Only an upload in status "error" is tried again.';
    end if;
    update jobs as j set due_at = postroom.now(), updated_at = postroom.now()
    where j.id = upload.id;
    perform jobs.queue_upload(upload.id);
    return format('upload %s waits for a worker', upload.id);
end
$$;

comment on function ops.retry_upload is
'Tries an upload that is in "error" again at once, also one that was given up after a day; what it has
stored already stays, and it goes on behind that.
Raises invalid_parameter_value for one that is not there, not in error, or whose file is forgotten.
Locks: the upload.';

grant execute on function ops.retry_upload to postroom_dba;
