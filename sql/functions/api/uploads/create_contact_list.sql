create or replace function api.create_contact_list(
    service_id uuid,
    contact_list_id uuid,
    original_file_name text,
    row_count int,
    template_type text,
    created_by_id uuid
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_service(create_contact_list.service_id);
    insert into contact_lists (
        id, service_id, original_file_name, row_count, template_type, created_by_id
    )
    values (
        create_contact_list.contact_list_id, create_contact_list.service_id,
        create_contact_list.original_file_name, create_contact_list.row_count,
        create_contact_list.template_type, create_contact_list.created_by_id
    );
    return api.list_contact_lists(
        create_contact_list.service_id, create_contact_list.contact_list_id
    ) -> 0;
end
$$;

comment on function api.create_contact_list is
'Notes that a list of people is kept in the object store; returns it as api.list_contact_lists
does. Raises NT404 for an unknown service, unique_violation for an id that is taken,
foreign_key_violation.';

grant execute on function api.create_contact_list to postroom_api;
