create or replace function api.inbound_number_last_used(service_id uuid)
    returns timestamptz
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    used text;
begin
    select n.number into used from inbound_numbers as n
    where n.service_id = inbound_number_last_used.service_id;
    if not found then
        perform api.not_found();
    end if;
    return greatest(
        (
            select max(m.created_at) from inbound_messages as m
            where m.service_id = inbound_number_last_used.service_id
              and m.kept_until between today() and today() + ops.longest_class()
        ),
        (
            select max(uuid7_time(c.id)) from notification_contents as c
            where c.service_id = inbound_number_last_used.service_id
              and c.kept_until between today() and today() + ops.longest_class()
              and c.reply_to_text = used
        )
    );
end
$$;

comment on function api.inbound_number_last_used is
'When a text last came to, or went from, the number of a service, as far as is still known; null
if never. Raises NT404 when it has no number.';

grant execute on function api.inbound_number_last_used to postroom_api;
