create or replace function api.archive_sms_sender(service_id uuid, sender_id uuid)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    s sms_senders;
begin
    select * into s from sms_senders as m
    where m.id = archive_sms_sender.sender_id
      and m.service_id = archive_sms_sender.service_id and not m.archived
    for update;
    if not found then
        perform api.not_found();
    elsif s.inbound_number_id is not null then
        perform api.fail(400, null, 'You cannot delete an inbound number');
    elsif s.is_default then
        perform api.fail(400, null, 'You cannot delete a default sms sender');
    end if;
    update sms_senders as m set archived = true, updated_at = now()
    where m.id = s.id
    returning * into s;
    return api.describe_sms_sender(s);
end
$$;

comment on function api.archive_sms_sender is
'Takes a text message sender out of use. Raises NT404; NT400 for the default and for a number
that texts are received on.';

grant execute on function api.archive_sms_sender to postroom_api;
