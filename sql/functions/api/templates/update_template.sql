create or replace function api.update_template(
    service_id uuid,
    template_id uuid,
    changes jsonb,
    given jsonb default null,
    faults jsonb default '{}',
    archived_file_ids uuid[] default '{}'
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    template jsonb;
begin
    perform api.check_template(update_template.service_id, update_template.template_id);
    perform from templates as t where t.id = update_template.template_id for update;
    template := api.read_template(update_template.service_id, update_template.template_id);
    if not exists (
        select from jsonb_each(coalesce(update_template.given, update_template.changes)) as g
        where g.value is distinct from template -> g.key
    ) then
        return template;
    end if;
    perform api.check_template_content(
        template || update_template.changes,
        update_template.faults -> (template ->> 'template_type')
    );
    perform api.add_template_version(
        update_template.template_id, update_template.changes, update_template.archived_file_ids
    );
    return api.read_template(update_template.service_id, update_template.template_id);
end
$$;

comment on function api.update_template is
'Makes a new version with the columns named in the changes, unless all that is given is as it was;
returns the template. Faults: what would be wrong with the new content, by type of template,
{"letter": ["qr-code-too-long"]}. Raises what api.check_template and
api.check_template_content do. Locks: the template''s row, so that the second of two changes is
compared with the first.';

grant execute on function api.update_template to postroom_api;
