create or replace function api.check_reply_to_address(service_id uuid, email_address text)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform api.read_service(check_reply_to_address.service_id);
    if exists (
        select from email_reply_to_addresses as r
        where r.service_id = check_reply_to_address.service_id
          and r.email_address = check_reply_to_address.email_address and not r.archived
    ) then
        perform api.fail(409, null, format(
            '‘%s’ is already a reply-to email address for this service.',
            check_reply_to_address.email_address
        ));
    end if;
end
$$;

comment on function api.check_reply_to_address is
'Raises NT404 for an unknown service, NT409 when it has the address already.';

grant execute on function api.check_reply_to_address to postroom_api;
