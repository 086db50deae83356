create or replace function api.list_template_folders(
    service_id uuid, folder_id uuid default null
)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_service(list_template_folders.service_id);
    return (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'id', f.id, 'name', f.name, 'parent_id', f.parent_id,
                    'service_id', f.service_id,
                    'users_with_permission', (
                        select coalesce(jsonb_agg(fu.user_id order by u.created_at, u.id), '[]')
                        from template_folder_users as fu inner join users as u on u.id = fu.user_id
                        where fu.folder_id = f.id
                    )
                )
                order by f.created_at, f.id
            ),
            '[]'
        )
        from template_folders as f
        where f.service_id = list_template_folders.service_id
          and f.id = coalesce(list_template_folders.folder_id, f.id)
    );
end
$$;

comment on function api.list_template_folders is
'The folders of a service, oldest first, or the one named, with the members who see them.
Raises NT404 for an unknown service.';

grant execute on function api.list_template_folders to postroom_api;
