create or replace function api.update_template_folder(
    service_id uuid, folder_id uuid, name text, user_ids uuid[] default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update template_folders as f set name = update_template_folder.name
    where f.id = update_template_folder.folder_id
      and f.service_id = update_template_folder.service_id;
    if not found or exists (
        select from unnest(update_template_folder.user_ids) as wanted (id)
        left join service_users as m
            on m.user_id = wanted.id and m.service_id = update_template_folder.service_id
        where m.user_id is null
    ) then
        perform api.not_found();
    end if;
    if update_template_folder.user_ids is not null then
        delete from template_folder_users as fu
        where fu.folder_id = update_template_folder.folder_id;
        insert into template_folder_users (folder_id, user_id)
        select distinct update_template_folder.folder_id, wanted.id
        from unnest(update_template_folder.user_ids) as wanted (id);
    end if;
    return api.list_template_folders(
        update_template_folder.service_id, update_template_folder.folder_id
    ) -> 0;
end
$$;

comment on function api.update_template_folder is
'Renames a folder, and replaces the members who see it if any list is given.
Returns it as api.list_template_folders does. Raises NT404, also for someone who is no member.';

grant execute on function api.update_template_folder to postroom_api;
