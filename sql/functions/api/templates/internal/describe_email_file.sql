create or replace function api.describe_email_file(f postroom.template_email_files)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (f).id,
        'filename', (f).filename,
        'link_text', (f).link_text,
        'retention_period', (f).retention_period,
        'validate_users_email', (f).validate_users_email,
        'pending', (f).pending,
        'template', (f).template_id,
        'template_id', (f).template_id,
        'template_version', (f).template_version,
        'version', (f).version,
        'created_by', (f).created_by_id,
        'created_by_id', (f).created_by_id,
        'created_at', api.iso_time((f).created_at),
        'updated_at', api.iso_time((f).updated_at),
        'archived_at', api.iso_time((f).archived_at),
        'archived_by', (f).archived_by_id
    )
$$;

comment on function api.describe_email_file is
'A file that emails of a template link to, on the wire of the internal API.';
