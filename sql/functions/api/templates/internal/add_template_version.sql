create or replace function api.add_template_version(
    template_id uuid, changes jsonb default '{}', archived_file_ids uuid[] default '{}'
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    v template_versions;
begin
    perform from templates as t where t.id = add_template_version.template_id for update;
    select * into v from template_versions as old
    where old.template_id = add_template_version.template_id
    order by old.version desc
    limit 1;
    v := jsonb_populate_record(v, add_template_version.changes);
    v.version := v.version + 1;
    v.created_at := now();
    insert into template_versions select v.*;
    update templates as t
    set version = v.version,
        archived = v.archived,
        folder_id = case when not v.archived then t.folder_id end
    where t.id = add_template_version.template_id;
    update template_email_files as f
    set archived_at = now(), archived_by_id = v.created_by_id, updated_at = now(),
        version = f.version + 1, template_version = v.version
    where f.template_id = add_template_version.template_id
      and not f.pending and f.archived_at is null
      and (v.archived or f.id = any(add_template_version.archived_file_ids));
end
$$;

comment on function api.add_template_version is
'Makes a new version with the columns named in the changes, which the caller has checked. An
archived template leaves its folder, and its files go out of use, as do those named.
Locks: the template''s row.';
