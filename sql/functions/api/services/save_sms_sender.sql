create or replace function api.save_sms_sender(
    service_id uuid, sender text, is_default boolean, sender_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    s sms_senders;
begin
    -- One at a time in a service, so that there is always exactly one default.
    perform from services as v where v.id = save_sms_sender.service_id for update;
    if not found then
        perform api.not_found();
    end if;
    if save_sms_sender.sender_id is not null then
        select * into s from sms_senders as m
        where m.id = save_sms_sender.sender_id
          and m.service_id = save_sms_sender.service_id and not m.archived;
        if not found then
            perform api.not_found();
        elsif s.is_default and not save_sms_sender.is_default then
            perform api.fail(
                400, null, 'You must have at least one text message sender as the default.'
            );
        elsif s.inbound_number_id is not null and s.sender <> save_sms_sender.sender then
            perform api.fail(400, null, format(
                'You can not change the inbound number for service %s', s.service_id
            ));
        end if;
    end if;
    if save_sms_sender.is_default then
        update sms_senders as m set is_default = false, updated_at = now()
        where m.service_id = save_sms_sender.service_id and m.is_default
          and m.id is distinct from s.id;
    end if;
    if s.id is null then
        insert into sms_senders (service_id, sender, is_default)
        values (
            save_sms_sender.service_id, save_sms_sender.sender, save_sms_sender.is_default
        )
        returning * into s;
    else
        update sms_senders as m
        set sender = save_sms_sender.sender, is_default = save_sms_sender.is_default,
            updated_at = now()
        where m.id = s.id
        returning * into s;
    end if;
    return api.describe_sms_sender(s);
end
$$;

comment on function api.save_sms_sender is
'Adds or changes a text message sender; a new default replaces the old.
Raises NT404; NT400 when no default would be left, or for another text of an inbound number.';

grant execute on function api.save_sms_sender to postroom_api;
