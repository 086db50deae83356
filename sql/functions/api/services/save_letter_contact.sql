create or replace function api.save_letter_contact(
    service_id uuid, contact_block text, is_default boolean, contact_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c letter_contacts;
begin
    perform from services as v where v.id = save_letter_contact.service_id for update;
    if not found or save_letter_contact.contact_id is not null and not exists (
        select from letter_contacts as l
        where l.id = save_letter_contact.contact_id
          and l.service_id = save_letter_contact.service_id and not l.archived
    ) then
        perform api.not_found();
    end if;
    if save_letter_contact.is_default then
        update letter_contacts as l set is_default = false, updated_at = now()
        where l.service_id = save_letter_contact.service_id and l.is_default
          and l.id is distinct from save_letter_contact.contact_id;
    end if;
    if save_letter_contact.contact_id is null then
        insert into letter_contacts (service_id, contact_block, is_default)
        values (
            save_letter_contact.service_id, save_letter_contact.contact_block,
            save_letter_contact.is_default
        )
        returning * into c;
    else
        update letter_contacts as l
        set contact_block = save_letter_contact.contact_block,
            is_default = save_letter_contact.is_default, updated_at = now()
        where l.id = save_letter_contact.contact_id
        returning * into c;
    end if;
    return api.describe_letter_contact(c);
end
$$;

comment on function api.save_letter_contact is
'Adds or changes who letters are from; a new default replaces the old, and there may be none.
Raises NT404.';

grant execute on function api.save_letter_contact to postroom_api;
