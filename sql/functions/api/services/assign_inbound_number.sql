create or replace function api.assign_inbound_number(
    service_id uuid, inbound_number_id uuid default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    number inbound_numbers;
    s sms_senders;
begin
    perform from services as v where v.id = assign_inbound_number.service_id for update;
    if not found then
        perform api.not_found();
    elsif exists (
        select from inbound_numbers as n where n.service_id = assign_inbound_number.service_id
    ) then
        perform api.fail(400, null, 'The service has an inbound number already');
    end if;
    select * into number from inbound_numbers as n
    where n.id = coalesce(assign_inbound_number.inbound_number_id, n.id)
      and n.active and n.service_id is null
    order by n.number
    limit 1
    for update skip locked;
    if not found then
        perform api.fail(400, null, 'There is no such inbound number to give');
    end if;
    update inbound_numbers as n
    set service_id = assign_inbound_number.service_id, updated_at = now()
    where n.id = number.id;

    if (
        select count(*) = 1 from sms_senders as m
        where m.service_id = assign_inbound_number.service_id and not m.archived
    ) then
        update sms_senders as m
        set sender = number.number, inbound_number_id = number.id, updated_at = now()
        where m.service_id = assign_inbound_number.service_id and not m.archived
        returning * into s;
    else
        update sms_senders as m set is_default = false, updated_at = now()
        where m.service_id = assign_inbound_number.service_id and m.is_default;
        insert into sms_senders (service_id, sender, is_default, inbound_number_id)
        values (assign_inbound_number.service_id, number.number, true, number.id)
        returning * into s;
    end if;
    return api.describe_sms_sender(s);
end
$$;

comment on function api.assign_inbound_number is
'Gives a service a number to receive texts on, the one named or any that is free. It takes the
place of a lone sender, or becomes the default one. Raises NT404; NT400 when the service has a
number, or when there is none to give.';

grant execute on function api.assign_inbound_number to postroom_api;
