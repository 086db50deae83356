create or replace function api.move_to_folder(
    service_id uuid, template_ids uuid[], folder_ids uuid[], target_id uuid default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    stranger uuid;
    -- The folder to move into and those it lies in, innermost first.
    path uuid[];
begin
    -- Two moves at once could otherwise make a ring.
    perform from services as s where s.id = move_to_folder.service_id for update;
    if not found or move_to_folder.target_id is not null and not exists (
        select from template_folders as f
        where f.id = move_to_folder.target_id and f.service_id = move_to_folder.service_id
    ) then
        perform api.not_found();
    end if;
    path := api.folder_path(move_to_folder.target_id);
    if move_to_folder.target_id = any(move_to_folder.folder_ids) then
        perform api.fail(400, null, 'You cannot move a folder to itself');
    elsif path && move_to_folder.folder_ids then
        perform api.fail(400, null, 'You cannot move a folder to one of its subfolders');
    end if;

    select wanted.id into stranger
    from unnest(move_to_folder.folder_ids) as wanted (id)
    left join template_folders as f
        on f.id = wanted.id and f.service_id = move_to_folder.service_id
    where f.id is null;
    if found then
        perform api.fail(400, null, format(
            'No folder found with id %s for service %s', stranger, move_to_folder.service_id
        ));
    end if;
    select wanted.id into stranger
    from unnest(move_to_folder.template_ids) as wanted (id)
    left join templates as t on t.id = wanted.id and t.service_id = move_to_folder.service_id
    where t.id is null;
    if found then
        perform api.fail(400, null, format(
            'Could not move to folder: No template found with id %s for service %s',
            stranger, move_to_folder.service_id
        ));
    end if;

    update template_folders as f set parent_id = move_to_folder.target_id
    where f.id = any(move_to_folder.folder_ids);
    update templates as t set folder_id = move_to_folder.target_id
    where t.id = any(move_to_folder.template_ids) and not t.archived;
end
$$;

comment on function api.move_to_folder is
'Moves templates and folders into a folder, or to the top. All or nothing; archived templates
stay where they are. Raises NT404 for an unknown target; NT400 for what cannot move there.';

grant execute on function api.move_to_folder to postroom_api;
