create or replace function api.create_contact_list(
    service_id uuid,
    contact_list_id uuid,
    original_file_name text,
    row_count int,
    template_type text,
    created_by_id uuid
)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into contact_lists (
        id, service_id, original_file_name, row_count, template_type, created_by_id
    )
    values (
        create_contact_list.contact_list_id, create_contact_list.service_id,
        create_contact_list.original_file_name, create_contact_list.row_count,
        create_contact_list.template_type, create_contact_list.created_by_id
    )
$$;

comment on function api.create_contact_list is
'Notes that a list of people is kept in the object store.
Raises unique_violation for an id that is taken, foreign_key_violation.';

grant execute on function api.create_contact_list to postroom_api;
