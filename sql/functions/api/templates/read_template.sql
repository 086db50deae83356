create or replace function api.read_template(service_id uuid, template_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    found_template jsonb := (
        select api.describe_template(t, v)
        from templates as t
        inner join template_versions as v on v.template_id = t.id and v.version = t.version
        where t.id = read_template.template_id
          and t.service_id = read_template.service_id
          and not t.hidden
    );
begin
    if found_template is null then
        perform api.not_found();
    end if;
    return found_template;
end
$$;

comment on function api.read_template is
'A template of the service, archived or not, at its latest version. Raises NT404, also for a
hidden one.';

grant execute on function api.read_template to postroom_api;
