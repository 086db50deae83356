create or replace function api.check_email_file_name(
    template_id uuid, filename text, file_id uuid
)
    returns void
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if exists (
        select from template_email_files as f
        where f.template_id = check_email_file_name.template_id
          and lower(f.filename) = lower(check_email_file_name.filename)
          and f.id is distinct from check_email_file_name.file_id
          and not f.pending and f.archived_at is null
    ) then
        perform api.fail(400, null, format(
            'File named %s already exists for template id %s',
            check_email_file_name.filename, check_email_file_name.template_id
        ));
    end if;
end
$$;

comment on function api.check_email_file_name is
'Raises NT400 when another live file of the template has the name, in whatever case.';
