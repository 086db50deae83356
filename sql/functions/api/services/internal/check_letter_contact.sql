create or replace function api.check_letter_contact(service_id uuid, letter_contact_id uuid)
    returns void
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    if check_letter_contact.letter_contact_id is not null and not exists (
        select from letter_contacts as c
        where c.id = check_letter_contact.letter_contact_id
          and c.service_id = check_letter_contact.service_id and not c.archived
    ) then
        perform api.fail(400, null, format(
            'letter_contact_id %s does not exist in database for service id %s',
            check_letter_contact.letter_contact_id, check_letter_contact.service_id
        ));
    end if;
end
$$;

comment on function api.check_letter_contact is
'Raises NT400 unless the letter contact is one the service has; null is fine.';
