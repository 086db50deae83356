create or replace function api.get_precompiled_template(service_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_id uuid;
begin
    -- Locked, so that two first letters make one template.
    perform from services as s where s.id = get_precompiled_template.service_id for update;
    if not found then
        perform api.not_found();
    end if;
    select t.id into found_id
    from templates as t
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    where t.service_id = get_precompiled_template.service_id and api.is_precompiled(t, v);
    if not found then
        found_id := api.add_template(
            service_id => get_precompiled_template.service_id,
            template_type => 'letter',
            columns => jsonb_build_object(
                'name', 'Pre-compiled PDF', 'subject', 'Pre-compiled PDF', 'content', '',
                'created_by_id', api.platform_user_id()
            ),
            hidden => true
        );
    end if;
    return (
        select api.describe_template(t, v)
        from templates as t
        inner join template_versions as v on v.template_id = t.id and v.version = t.version
        where t.id = found_id
    );
end
$$;

comment on function api.get_precompiled_template is
'The hidden template behind letters that are sent as finished files, made when it is first
asked for. Raises NT404.';

grant execute on function api.get_precompiled_template to postroom_api;
