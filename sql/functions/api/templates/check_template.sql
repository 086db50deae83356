create or replace function api.check_template(service_id uuid, template_id uuid)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    kind text;
begin
    select t.template_type into kind from templates as t
    where t.id = check_template.template_id
      and t.service_id = check_template.service_id and not t.hidden;
    if not found then
        perform api.not_found();
    end if;
    perform api.check_template_type(check_template.service_id, kind, 'Updating');
end
$$;

comment on function api.check_template is
'Raises NT404 unless the service has the template, NT403 when it does not send such messages.';

grant execute on function api.check_template to postroom_api;
