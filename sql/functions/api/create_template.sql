create or replace function api.create_template(
    service_id uuid,
    template_type text,
    name text,
    content text,
    created_by_id uuid,
    subject text default null,
    postage text default null,
    has_unsubscribe_link boolean default false
)
    returns uuid
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    new_id uuid := gen_random_uuid();
begin
    insert into templates (id, service_id, template_type)
    values (new_id, create_template.service_id, create_template.template_type);
    insert into template_versions (
        template_id, version, name, subject, content, postage, has_unsubscribe_link,
        created_by_id
    ) values (
        new_id, 1, create_template.name, create_template.subject, create_template.content,
        create_template.postage, create_template.has_unsubscribe_link,
        create_template.created_by_id
    );
    return new_id;
end
$$;

comment on function api.create_template is
'Adds version 1 of a template. Raises foreign_key_violation for an unknown service or user.';

grant execute on function api.create_template to postroom_api;
