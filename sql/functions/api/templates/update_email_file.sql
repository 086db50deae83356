create or replace function api.update_email_file(
    service_id uuid, template_id uuid, file_id uuid, changes jsonb
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    old template_email_files;
    f template_email_files;
begin
    select x.* into old
    from template_email_files as x inner join templates as t on t.id = x.template_id
    where x.id = update_email_file.file_id
      and t.id = update_email_file.template_id
      and t.service_id = update_email_file.service_id
    for update;
    if not found then
        perform api.not_found();
    end if;
    f := jsonb_populate_record(old, update_email_file.changes);
    -- What is live stays so.
    f.pending := f.pending and old.pending;
    if f is not distinct from old then
        return api.describe_email_file(old);
    end if;
    if not f.pending then
        perform api.check_email_file_name(f.template_id, f.filename, f.id);
        f.version := old.version + 1;
    end if;
    if not old.pending then
        perform api.add_template_version(update_email_file.template_id);
    end if;
    update template_email_files as x
    set filename = f.filename, link_text = f.link_text, retention_period = f.retention_period,
        validate_users_email = f.validate_users_email, pending = f.pending,
        version = f.version, archived_at = f.archived_at, archived_by_id = f.archived_by_id,
        template_version = (select t.version from templates as t where t.id = f.template_id),
        updated_at = now()
    where x.id = f.id
    returning * into f;
    return api.describe_email_file(f);
end
$$;

comment on function api.update_email_file is
'Sets the columns of a file that are named in the changes. Once it is live, each change makes a
version of the file and of its template. Raises NT404; NT400 for a name that is taken.';

grant execute on function api.update_email_file to postroom_api;
