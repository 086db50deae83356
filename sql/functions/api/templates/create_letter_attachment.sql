create or replace function api.create_letter_attachment(
    id uuid,
    template_id uuid,
    original_filename text,
    page_count int,
    created_by_id uuid
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    a letter_attachments;
    kind text;
begin
    select t.template_type into kind from templates as t
    where t.id = create_letter_attachment.template_id and not t.hidden
    for update;
    if not found or not exists (
        select from users as u where u.id = create_letter_attachment.created_by_id
    ) then
        perform api.not_found();
    elsif exists (
        select from template_versions as v
        inner join templates as t on t.id = v.template_id and t.version = v.version
        where t.id = create_letter_attachment.template_id and v.letter_attachment_id is not null
    ) then
        perform api.fail(400, null, 'template-already-has-attachment');
    elsif kind <> 'letter' then
        perform api.fail(400, 'template_id', 'Only letters have attachments');
    end if;
    insert into letter_attachments (id, original_filename, page_count, created_by_id)
    values (
        create_letter_attachment.id, create_letter_attachment.original_filename,
        create_letter_attachment.page_count, create_letter_attachment.created_by_id
    )
    returning * into a;
    perform api.add_template_version(
        create_letter_attachment.template_id,
        jsonb_build_object('letter_attachment_id', a.id, 'created_by_id', a.created_by_id)
    );
    return api.describe_letter_attachment(a);
end
$$;

comment on function api.create_letter_attachment is
'Adds pages to the letters of a template, which makes a version of it. Raises NT404 for an unknown
template or user; NT400 for a template that has such pages or is of another type,
unique_violation for an id that is taken. Locks: the template''s row.';

grant execute on function api.create_letter_attachment to postroom_api;
