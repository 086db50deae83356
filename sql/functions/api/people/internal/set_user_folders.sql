create or replace function api.set_user_folders(
    service_id uuid, user_id uuid, folder_ids uuid[]
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if exists (
        select from unnest(set_user_folders.folder_ids) as wanted (id)
        left join template_folders as f
            on f.id = wanted.id and f.service_id = set_user_folders.service_id
        where f.id is null
    ) then
        perform api.not_found();
    end if;
    delete from template_folder_users as fu using template_folders as f
    where f.id = fu.folder_id
      and f.service_id = set_user_folders.service_id
      and fu.user_id = set_user_folders.user_id;
    insert into template_folder_users (folder_id, user_id)
    select distinct wanted.id, set_user_folders.user_id
    from unnest(set_user_folders.folder_ids) as wanted (id);
end
$$;

comment on function api.set_user_folders is
'Replaces the folders of a service that a member sees. Raises NT404 for one of another''s.';
