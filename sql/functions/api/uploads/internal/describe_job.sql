create or replace function api.describe_job(j postroom.jobs)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (j).id,
        'service', (j).service_id,
        'service_name', jsonb_build_object('name', s.name),
        'template', (j).template_id,
        'template_name', v.name,
        'template_type', t.template_type,
        'template_version', (j).template_version,
        'original_file_name', (j).original_file_name,
        'notification_count', (j).notification_count,
        'job_status', (j).status,
        'scheduled_for', api.iso_time((j).scheduled_for),
        'processing_started', api.iso_time((j).processing_started_at),
        'processing_finished', api.iso_time((j).processing_finished_at),
        'created_at', api.iso_time((j).created_at),
        'updated_at', api.iso_time((j).updated_at),
        'created_by', (
            select jsonb_build_object('id', u.id, 'name', u.name)
            from users as u where u.id = (j).created_by_id
        ),
        'contact_list_id', (j).contact_list_id,
        'archived', (j).archived,
        'statistics', api.job_statistics(j)
    )
    from services as s, templates as t
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    where s.id = (j).service_id and t.id = (j).template_id
$$;

comment on function api.describe_job is
'An upload on the wire of the internal API, under its template''s present name.';
