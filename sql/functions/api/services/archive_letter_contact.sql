create or replace function api.archive_letter_contact(service_id uuid, contact_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c letter_contacts;
begin
    update letter_contacts as l set archived = true, is_default = false, updated_at = now()
    where l.id = archive_letter_contact.contact_id
      and l.service_id = archive_letter_contact.service_id and not l.archived
    returning * into c;
    if not found then
        perform api.not_found();
    end if;
    perform api.add_template_version(t.id, '{"letter_contact_id": null}')
    from templates as t
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    where t.service_id = c.service_id and v.letter_contact_id = c.id;
    return api.describe_letter_contact(c);
end
$$;

comment on function api.archive_letter_contact is
'Takes who letters are from out of use, default or not, and out of every template.
Raises NT404.';

grant execute on function api.archive_letter_contact to postroom_api;
