create or replace function api.create_email_file(
    service_id uuid,
    template_id uuid,
    filename text,
    created_by_id uuid,
    file_id uuid default null,
    link_text text default null,
    retention_period int default 1,
    validate_users_email boolean default true
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    t templates;
    f template_email_files;
begin
    select * into t from templates as x
    where x.id = create_email_file.template_id
      and x.service_id = create_email_file.service_id and not x.hidden
    for update;
    if not found then
        perform api.not_found();
    elsif t.template_type <> 'email' then
        perform api.fail(400, null, 'Cannot add an email file to a non-email template');
    elsif not exists (
        select from services as s
        where s.id = t.service_id and 'email' = any(s.permissions)
    ) then
        perform api.fail(400, null, 'Updating email templates is not allowed');
    end if;
    perform api.check_email_file_name(t.id, create_email_file.filename, null);
    insert into template_email_files (
        id, template_id, filename, link_text, retention_period, validate_users_email,
        template_version, created_by_id
    ) values (
        coalesce(create_email_file.file_id, gen_random_uuid()), t.id,
        create_email_file.filename, create_email_file.link_text,
        create_email_file.retention_period, create_email_file.validate_users_email, t.version,
        create_email_file.created_by_id
    )
    returning * into f;
    return api.describe_email_file(f);
end
$$;

comment on function api.create_email_file is
'Announces a file that emails of a template will link to; it is pending until its bytes are
stored. Raises NT404; NT400 for another type of template, a service that sends no email, or a
name that is taken.';

grant execute on function api.create_email_file to postroom_api;
