create or replace function api.check_new_template(
    service_id uuid, template_type text default null, folder_id uuid default null
)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_service(check_new_template.service_id);
    if check_new_template.folder_id is not null and not exists (
        select from template_folders as f
        where f.id = check_new_template.folder_id
          and f.service_id = check_new_template.service_id
    ) then
        perform api.fail(400, null, 'parent_folder_id not found');
    end if;
    perform api.check_template_type(
        check_new_template.service_id, check_new_template.template_type, 'Creating'
    );
end
$$;

comment on function api.check_new_template is
'Raises, in this order, NT404 for an unknown service, NT400 for a folder that it does not have,
NT403 for a type of message that it does not send.';

grant execute on function api.check_new_template to postroom_api;
