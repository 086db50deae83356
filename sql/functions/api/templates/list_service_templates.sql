create or replace function api.list_service_templates(service_id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', t.id, 'name', v.name, 'template_type', t.template_type,
                'folder', t.folder_id, 'is_precompiled_letter', api.is_precompiled(t, v)
            )
            order by v.name, array_position('{sms,email,letter}', t.template_type), t.id
        ),
        '[]'
    )
    from templates as t
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    where t.service_id = list_service_templates.service_id and not t.archived and not t.hidden
$$;

comment on function api.list_service_templates is
'The templates of a service that can be chosen, by name; none of an unknown service.';

grant execute on function api.list_service_templates to postroom_api;
