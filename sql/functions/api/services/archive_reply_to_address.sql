create or replace function api.archive_reply_to_address(service_id uuid, address_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    a email_reply_to_addresses;
begin
    select * into a from email_reply_to_addresses as r
    where r.id = archive_reply_to_address.address_id
      and r.service_id = archive_reply_to_address.service_id and not r.archived
    for update;
    if not found then
        perform api.not_found();
    elsif a.is_default then
        perform api.fail(400, null, 'You cannot delete a default email reply to address');
    end if;
    update email_reply_to_addresses as r set archived = true, updated_at = now()
    where r.id = a.id
    returning * into a;
    return api.describe_reply_to_address(a);
end
$$;

comment on function api.archive_reply_to_address is
'Takes a reply-to address out of use. Raises NT404; NT400 for the default.';

grant execute on function api.archive_reply_to_address to postroom_api;
