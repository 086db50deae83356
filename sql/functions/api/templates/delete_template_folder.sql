create or replace function api.delete_template_folder(service_id uuid, folder_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform from template_folders as f
    where f.id = delete_template_folder.folder_id
      and f.service_id = delete_template_folder.service_id
    for update;
    if not found then
        perform api.not_found();
    end if;
    if exists (
        select from templates as t
        where t.service_id = delete_template_folder.service_id
          and t.folder_id = delete_template_folder.folder_id
    ) or exists (
        select from template_folders as f where f.parent_id = delete_template_folder.folder_id
    ) then
        perform api.fail(400, null, 'Folder is not empty');
    end if;
    delete from template_folders as f where f.id = delete_template_folder.folder_id;
end
$$;

comment on function api.delete_template_folder is
'Removes an empty folder. Raises NT404; NT400 when something is in it.';

grant execute on function api.delete_template_folder to postroom_api;
