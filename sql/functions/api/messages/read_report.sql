create or replace function api.read_report(service_id uuid, report_id uuid)
    returns jsonb
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    described jsonb := (
        select api.describe_report(r) from reports as r
        where r.id = read_report.report_id
          and r.service_id = read_report.service_id
          and r.status <> 'deleted'
    );
begin
    if described is null then
        perform api.not_found();
    end if;
    return described;
end
$$;

comment on function api.read_report is
'A report of a service and how far it is. Raises NT404, also when it is deleted.';

grant execute on function api.read_report to postroom_api;
