create or replace function api.has_notification(service_id uuid, notification_id uuid)
    returns boolean
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    sent_on date := uuid7_day(has_notification.notification_id);
begin
    return exists (
        select from notifications as n
        where n.id = has_notification.notification_id
          and n.day = sent_on
          and n.service_id = has_notification.service_id
    );
end
$$;

comment on function api.has_notification is
'Whether a service sent this, also when it is not kept any more: a list can go on after it.';

grant execute on function api.has_notification to postroom_api;
