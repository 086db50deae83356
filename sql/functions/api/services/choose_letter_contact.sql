create or replace function api.choose_letter_contact(
    service_id uuid, template_id uuid, letter_contact_id uuid, archived_file_ids uuid[] default '{}'
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.check_template(
        choose_letter_contact.service_id, choose_letter_contact.template_id
    );
    perform api.check_letter_contact(
        choose_letter_contact.service_id, choose_letter_contact.letter_contact_id
    );
    perform api.add_template_version(
        choose_letter_contact.template_id,
        jsonb_build_object('letter_contact_id', choose_letter_contact.letter_contact_id),
        choose_letter_contact.archived_file_ids
    );
    return api.read_template(
        choose_letter_contact.service_id, choose_letter_contact.template_id
    );
end
$$;

comment on function api.choose_letter_contact is
'Says who the letters of a template are from, null: nobody, which makes a new version; returns the
template. Raises what api.check_template does; NT400 for another service''s letter contact.
Locks: the template''s row.';

grant execute on function api.choose_letter_contact to postroom_api;
