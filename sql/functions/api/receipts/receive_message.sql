create or replace function api.receive_message(
    provider text,
    notify_number text,
    user_number text,
    content text,
    provider_reference text default null,
    received_at timestamptz default null
)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    new_id uuid := uuid7(postroom.now());
    new_day date := uuid7_day(new_id);
    last_day date;
    said bytea := sha256(convert_to(
        concat_ws(
            e'\n',
            receive_message.user_number,
            coalesce(extract(epoch from receive_message.received_at)::text, ''),
            receive_message.content
        ),
        'UTF8'
    ));
    owner_id uuid := (
        select s.id
        from inbound_numbers as n inner join services as s on s.id = n.service_id
        where n.number = receive_message.notify_number
          and n.active
          and 'inbound_sms' = any(s.permissions)
    );
begin
    if owner_id is null then
        return false;
    end if;

    last_day := new_day + ops.retention_days(owner_id, 'sms');
    -- Tried again after midnight; on the same day the unique index knows.
    if exists (
        select from inbound_messages as m
        where m.provider_reference = receive_message.provider_reference
          and m.provider = receive_message.provider
          and m.service_id = owner_id
          and m.fingerprint = said
          and m.day = new_day - 1
          and m.kept_until = last_day - 1
    ) then
        return true;
    end if;

    insert into inbound_messages (
        id, created_at, received_at, day, kept_until, service_id, notify_number, user_number,
        content, provider, provider_reference, fingerprint
    ) values (
        new_id, uuid7_time(new_id), coalesce(receive_message.received_at, uuid7_time(new_id)),
        new_day, last_day, owner_id, receive_message.notify_number, receive_message.user_number,
        receive_message.content, receive_message.provider, receive_message.provider_reference,
        said
    )
    on conflict do nothing;
    if found then
        perform jobs.queue_callbacks('inbound_sms', array[new_id], array[owner_id]);
    end if;
    return true;
end
$$;

comment on function api.receive_message is
'Stores a text message that a provider received for a service, and queues a call to the service
if it wants one: user_number is who sent it,
received_at when the provider had it, if it says so. Returns false, and stores nothing, when
no service has the number, the number is inactive or the service may not receive. What has a
provider_reference that its provider used for the service today or yesterday is stored already,
if sender, text and received_at are the same too.';

grant execute on function api.receive_message to postroom_api;
