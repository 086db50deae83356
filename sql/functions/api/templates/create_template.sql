create or replace function api.create_template(
    service_id uuid, template_type text, columns jsonb, folder_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid;
begin
    perform api.check_new_template(
        create_template.service_id, create_template.template_type, create_template.folder_id
    );
    perform api.check_letter_contact(
        create_template.service_id, (create_template.columns ->> 'letter_contact_id')::uuid
    );
    new_id := api.add_template(
        create_template.service_id, create_template.template_type,
        create_template.columns, create_template.folder_id
    );
    return api.read_template(create_template.service_id, new_id);
end
$$;

comment on function api.create_template is
'Adds a template, whose content the caller has checked; returns it as api.read_template does.
Raises what api.check_new_template does; NT400 for another service''s letter contact,
foreign_key_violation for an unknown user.';

grant execute on function api.create_template to postroom_api;
