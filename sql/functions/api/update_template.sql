create or replace function api.update_template(
    service_id uuid, template_id uuid, changes jsonb, archived_file_ids uuid[] default '{}'
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    v template_versions;
begin
    perform from templates as t
    where t.id = update_template.template_id and t.service_id = update_template.service_id
    for update;
    if not found then
        perform api.not_found();
    end if;
    select * into v from template_versions as old
    where old.template_id = update_template.template_id
    order by old.version desc
    limit 1;
    v := jsonb_populate_record(v, update_template.changes);
    if update_template.changes ? 'letter_contact_id' then
        perform api.check_letter_contact(update_template.service_id, v.letter_contact_id);
    end if;
    v.version := v.version + 1;
    v.created_at := now();
    insert into template_versions select v.*;
    update templates as t
    set version = v.version,
        archived = v.archived,
        folder_id = case when not v.archived then t.folder_id end
    where t.id = update_template.template_id;
    update template_email_files as f
    set archived_at = now(), archived_by_id = v.created_by_id, updated_at = now(),
        version = f.version + 1, template_version = v.version
    where f.template_id = update_template.template_id
      and not f.pending and f.archived_at is null
      and (v.archived or f.id = any(update_template.archived_file_ids));
end
$$;

comment on function api.update_template is
'Makes a new version with the columns named in the changes, which the caller has checked. An
archived template leaves its folder, and its files go out of use, as do those named.
Raises NT404; NT400 for another service''s letter contact.';

grant execute on function api.update_template to postroom_api;
