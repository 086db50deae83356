create or replace function api.add_template(
    service_id uuid,
    template_type text,
    columns jsonb,
    folder_id uuid default null,
    hidden boolean default false
)
    returns uuid
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
    is_letter boolean := add_template.template_type = 'letter';
    v template_versions := jsonb_populate_record(null::template_versions, add_template.columns);
begin
    insert into templates (id, service_id, template_type, folder_id, hidden)
    values (
        new_id, add_template.service_id, add_template.template_type, add_template.folder_id,
        add_template.hidden
    );
    insert into template_versions (
        template_id, version, name, subject, content, postage, has_unsubscribe_link,
        letter_contact_id, letter_languages, letter_welsh_subject, letter_welsh_content,
        created_by_id
    ) values (
        new_id, 1, v.name, v.subject, v.content,
        coalesce(v.postage, case when is_letter then 'second' end),
        coalesce(v.has_unsubscribe_link, false), v.letter_contact_id,
        coalesce(v.letter_languages, case when is_letter then 'english' end),
        v.letter_welsh_subject, v.letter_welsh_content, v.created_by_id
    );
    return new_id;
end
$$;

comment on function api.add_template is
'Adds version 1 of a template with these columns; letters go second class and are in English
unless said. Raises foreign_key_violation for an unknown service, folder or user.';
