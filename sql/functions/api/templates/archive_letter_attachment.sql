create or replace function api.archive_letter_attachment(id uuid, archived_by_id uuid)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    a letter_attachments;
    having_it uuid;
begin
    select * into a from letter_attachments as x
    where x.id = archive_letter_attachment.id for update;
    if not found then
        return false;
    elsif a.archived_at is not null then
        perform api.fail(400, null, 'letter-attachment-already-archived');
    elsif not exists (
        select from users as u where u.id = archive_letter_attachment.archived_by_id
    ) then
        perform api.not_found();
    end if;
    update letter_attachments as x
    set archived_at = postroom.now(),
        archived_by_id = archive_letter_attachment.archived_by_id
    where x.id = a.id;
    select t.id into having_it
    from template_versions as v
    inner join templates as t on t.id = v.template_id and t.version = v.version
    where v.letter_attachment_id = a.id;
    if found then
        perform api.add_template_version(having_it, jsonb_build_object(
            'letter_attachment_id', null,
            'created_by_id', archive_letter_attachment.archived_by_id
        ));
    end if;
    return true;
end
$$;

comment on function api.archive_letter_attachment is
'Takes pages away from the letters of the template that has them, which makes a version of it;
false when there are none. Raises NT400 when they are away already, NT404 for an unknown user.
Locks: the attachment and the template''s row.';

grant execute on function api.archive_letter_attachment to postroom_api;
