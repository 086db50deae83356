create or replace function api.set_guest_list(service_id uuid, guests jsonb)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform from services as s where s.id = set_guest_list.service_id for update;
    if not found and jsonb_array_length(set_guest_list.guests) > 0 then
        perform api.not_found();
    end if;
    delete from guest_list as g where g.service_id = set_guest_list.service_id;
    insert into guest_list (service_id, recipient, normalised_recipient, recipient_type)
    select
        set_guest_list.service_id, guest.recipient, guest.normalised_recipient,
        guest.recipient_type
    from jsonb_to_recordset(set_guest_list.guests)
        as guest (recipient text, normalised_recipient text, recipient_type text)
    on conflict on constraint guest_list_pkey do nothing;
end
$$;

comment on function api.set_guest_list is
'Replaces whom a service in trial mode may send to besides its members: objects of recipient,
normalised_recipient and recipient_type (mobile, email). Raises NT404, but to
have no guests is fine for a service that is not there.';

grant execute on function api.set_guest_list to postroom_api;
