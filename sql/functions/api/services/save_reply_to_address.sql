create or replace function api.save_reply_to_address(
    service_id uuid, email_address text, is_default boolean, address_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    a email_reply_to_addresses;
begin
    -- One at a time in a service, so that there is always exactly one default.
    perform from services as v where v.id = save_reply_to_address.service_id for update;
    if not found then
        perform api.not_found();
    end if;
    if save_reply_to_address.address_id is null then
        perform api.check_reply_to_address(
            save_reply_to_address.service_id, save_reply_to_address.email_address
        );
    else
        select * into a from email_reply_to_addresses as r
        where r.id = save_reply_to_address.address_id
          and r.service_id = save_reply_to_address.service_id and not r.archived;
        if not found then
            perform api.not_found();
        end if;
    end if;
    if save_reply_to_address.is_default then
        update email_reply_to_addresses as r set is_default = false, updated_at = now()
        where r.service_id = save_reply_to_address.service_id and r.is_default
          and r.id is distinct from a.id;
    elsif not exists (
        select from email_reply_to_addresses as r
        where r.service_id = save_reply_to_address.service_id and r.is_default
          and r.id is distinct from a.id
    ) then
        perform api.fail(
            400, null, 'You must have at least one reply to email address as the default.'
        );
    end if;
    if a.id is null then
        insert into email_reply_to_addresses (service_id, email_address, is_default)
        values (
            save_reply_to_address.service_id, save_reply_to_address.email_address,
            save_reply_to_address.is_default
        )
        returning * into a;
    else
        update email_reply_to_addresses as r
        set email_address = save_reply_to_address.email_address,
            is_default = save_reply_to_address.is_default, updated_at = now()
        where r.id = a.id
        returning * into a;
    end if;
    return api.describe_reply_to_address(a);
end
$$;

comment on function api.save_reply_to_address is
'Adds or changes a reply-to address; a new default replaces the old.
Raises NT404; NT400 when no default would be left; NT409 for a second one of that address.';

grant execute on function api.save_reply_to_address to postroom_api;
