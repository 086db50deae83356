create or replace function api.find_upload(service_id uuid, file_id uuid)
    returns uuid
    language plpgsql  -- a function in SQL would plan for every partition there is
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
begin
    return (
        select c.id from notification_contents as c
        where c.file_id = find_upload.file_id
          and c.service_id = find_upload.service_id
          and c.kept_until between today() and today() + ops.longest_class()
    );
end
$$;

comment on function api.find_upload is
'The id of the letter that a service made from an uploaded file, by the id of the file (index
notification_contents_file); null when it has not been sent, or is not kept any more.';
