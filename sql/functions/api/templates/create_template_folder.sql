create or replace function api.create_template_folder(
    service_id uuid, name text, parent_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
begin
    if not exists (select from services as s where s.id = create_template_folder.service_id) then
        perform api.not_found();
    end if;
    if create_template_folder.parent_id is not null and not exists (
        select from template_folders as f
        where f.id = create_template_folder.parent_id
          and f.service_id = create_template_folder.service_id
    ) then
        perform api.fail(400, null, 'parent_id not found');
    end if;
    insert into template_folders (id, service_id, name, parent_id)
    values (
        new_id, create_template_folder.service_id, create_template_folder.name,
        create_template_folder.parent_id
    );
    insert into template_folder_users (folder_id, user_id)
    select new_id, m.user_id
    from service_users as m inner join users as u on u.id = m.user_id
    where m.service_id = create_template_folder.service_id
      and case
          when create_template_folder.parent_id is null then u.state = 'active'
          else exists (
              select from template_folder_users as fu
              where fu.folder_id = create_template_folder.parent_id and fu.user_id = u.id
          )
      end;
    return api.list_template_folders(create_template_folder.service_id, new_id) -> 0;
end
$$;

comment on function api.create_template_folder is
'Adds a folder, seen by whoever sees its parent, or at the top by all active members.
Returns it as api.list_template_folders does. Raises NT404; NT400 for another service''s parent.';

grant execute on function api.create_template_folder to postroom_api;
