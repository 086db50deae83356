create or replace function api.check_job(
    service_id uuid, template_id uuid default null, is_valid boolean default true
)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    service jsonb := api.read_service(check_job.service_id);
    template jsonb;
begin
    if not (service ->> 'active')::boolean then
        perform api.fail(403, null, 'Create job is not allowed: service is inactive ');
    end if;
    if check_job.template_id is null then
        return;
    end if;
    template := api.read_template(check_job.service_id, check_job.template_id);
    if template ->> 'template_type' = 'letter' and (service ->> 'restricted')::boolean then
        perform api.fail(
            403, null, 'Create letter job is not allowed for service in trial mode '
        );
    end if;
    if not check_job.is_valid then
        perform api.fail(400, null, 'File is not valid, can''t create job');
    end if;
    if (template ->> 'archived')::boolean then
        perform api.fail(400, 'template', 'Template has been deleted');
    end if;
end
$$;

comment on function api.check_job is
'Whether the service may send an upload with the template, or one at all when none is named.
Raises, in this order, NT404 for an unknown service, NT403 for one that has ended, NT404 for an
unknown template, NT403 for letters in trial mode, NT400 for a file that the admin app found not
valid and for an archived template.';

grant execute on function api.check_job to postroom_api;
