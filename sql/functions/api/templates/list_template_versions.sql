create or replace function api.list_template_versions(
    service_id uuid, template_id uuid, version int default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            api.describe_template(t, v) - '{folder,redact_personalisation}'::text[]
            || jsonb_build_object('created_by', jsonb_build_object(
                'id', u.id, 'name', u.name, 'email_address', u.email_address
            ))
            order by v.version desc
        ),
        '[]'
    )
    from templates as t
    inner join template_versions as v on v.template_id = t.id
    inner join users as u on u.id = v.created_by_id
    where t.id = list_template_versions.template_id
      and t.service_id = list_template_versions.service_id
      and not t.hidden
      and v.version = coalesce(list_template_versions.version, v.version)
$$;

comment on function api.list_template_versions is
'All versions of a template, newest first, or the one named; none of an unknown template.';

grant execute on function api.list_template_versions to postroom_api;
