create or replace function api.create_template(
    service_id uuid,
    template_type text,
    name text,
    content text,
    created_by_id uuid,
    subject text default null,
    postage text default null,
    has_unsubscribe_link boolean default false,
    folder_id uuid default null,
    letter_contact_id uuid default null,
    letter_languages text default null,
    letter_welsh_subject text default null,
    letter_welsh_content text default null,
    hidden boolean default false
)
    returns uuid
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
    is_letter boolean := create_template.template_type = 'letter';
begin
    perform api.check_letter_contact(
        create_template.service_id, create_template.letter_contact_id
    );
    insert into templates (id, service_id, template_type, folder_id, hidden)
    values (
        new_id, create_template.service_id, create_template.template_type,
        create_template.folder_id, create_template.hidden
    );
    insert into template_versions (
        template_id, version, name, subject, content, postage, has_unsubscribe_link,
        letter_contact_id, letter_languages, letter_welsh_subject, letter_welsh_content,
        created_by_id
    ) values (
        new_id, 1, create_template.name, create_template.subject, create_template.content,
        coalesce(create_template.postage, case when is_letter then 'second' end),
        create_template.has_unsubscribe_link, create_template.letter_contact_id,
        coalesce(create_template.letter_languages, case when is_letter then 'english' end),
        create_template.letter_welsh_subject, create_template.letter_welsh_content,
        create_template.created_by_id
    );
    return new_id;
end
$$;

comment on function api.create_template is
'Adds version 1 of a template; letters go second class and are in English unless said.
Raises NT400 for another service''s letter contact, foreign_key_violation for an unknown
service, folder or user.';

grant execute on function api.create_template to postroom_api;
