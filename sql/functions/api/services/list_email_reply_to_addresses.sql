create or replace function api.list_email_reply_to_addresses(
    service_id uuid, address_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_reply_to_address(x) order by x.is_default desc, x.created_at desc, x.id),
        '[]'
    )
    from email_reply_to_addresses as x
    where x.service_id = list_email_reply_to_addresses.service_id
      and x.id = coalesce(list_email_reply_to_addresses.address_id, x.id)
      and not x.archived
$$;

comment on function api.list_email_reply_to_addresses is
'The reply-to addresses of a service, the default one first and then the newest; or the one named.
Archived ones are not there.';

grant execute on function api.list_email_reply_to_addresses to postroom_api;
