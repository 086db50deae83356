create or replace function api.redact_template(service_id uuid, template_id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.check_template(redact_template.service_id, redact_template.template_id);
    update templates as t set redact_personalisation = true
    where t.id = redact_template.template_id;
end
$$;

comment on function api.redact_template is
'Hides for ever, in the admin app, what was filled into messages of a template. Makes no
version. Raises what api.check_template does.';

grant execute on function api.redact_template to postroom_api;
