create or replace function api.list_letter_contacts(
    service_id uuid, contact_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_letter_contact(x) order by x.is_default desc, x.created_at desc, x.id),
        '[]'
    )
    from letter_contacts as x
    where x.service_id = list_letter_contacts.service_id
      and x.id = coalesce(list_letter_contacts.contact_id, x.id)
      and not x.archived
$$;

comment on function api.list_letter_contacts is
'The letter contacts of a service, the default one first and then the newest; or the one named.
Archived ones are not there.';

grant execute on function api.list_letter_contacts to postroom_api;
