create or replace function api.list_live_email_files(template_id uuid, template_version int)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with then_latest as (
        select distinct on (v.id) v.*
        from template_email_file_versions as v
        where v.template_id = list_live_email_files.template_id
          and v.template_version <= list_live_email_files.template_version
        order by v.id, v.version desc
    )
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', t.id, 'filename', t.filename, 'link_text', t.link_text,
                'retention_period', t.retention_period,
                'validate_users_email', t.validate_users_email, 'pending', false
            )
            order by t.filename, t.id
        ),
        '[]'
    )
    from then_latest as t where not t.archived
$$;

comment on function api.list_live_email_files is
'The files that emails of a template linked to at one of its versions, by name.';

grant execute on function api.list_live_email_files to postroom_worker;
