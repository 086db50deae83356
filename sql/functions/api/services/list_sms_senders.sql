create or replace function api.list_sms_senders(
    service_id uuid, sender_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(api.describe_sms_sender(x) order by x.is_default desc, x.created_at desc, x.id),
        '[]'
    )
    from sms_senders as x
    where x.service_id = list_sms_senders.service_id
      and x.id = coalesce(list_sms_senders.sender_id, x.id)
      and not x.archived
$$;

comment on function api.list_sms_senders is
'The text message senders of a service, the default one first and then the newest; or the one named.
Archived ones are not there.';

grant execute on function api.list_sms_senders to postroom_api;
