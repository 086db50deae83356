create or replace function api.remove_inbound_number(service_id uuid, keep_active boolean)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services as s
    set permissions = array_remove(s.permissions, 'inbound_sms'),
        version = s.version + 1, updated_at = now()
    where s.id = remove_inbound_number.service_id and 'inbound_sms' = any(s.permissions);
    delete from sms_senders as m
    where m.service_id = remove_inbound_number.service_id and m.inbound_number_id is not null;
    update inbound_numbers as n
    set service_id = null, active = remove_inbound_number.keep_active, updated_at = now()
    where n.service_id = remove_inbound_number.service_id and n.active;
end
$$;

comment on function api.remove_inbound_number is
'Takes its number, and the right to receive texts, from a service; the number may be given to
another if it is kept active.';

grant execute on function api.remove_inbound_number to postroom_api;
