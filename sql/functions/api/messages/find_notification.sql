create or replace function api.find_notification(
    service_id uuid,
    notification_id uuid,
    out ids uuid[],
    out days date[],
    out last_days date[]
)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    known_id uuid := api.resolve_notification(
        find_notification.service_id, find_notification.notification_id
    );
    created_on date := uuid7_day(known_id);
begin
    select array[n.id], array[n.day], array[n.kept_until] into ids, days, last_days
    from notifications as n
    where n.id = known_id
      and n.day = created_on
      and n.service_id = find_notification.service_id
      and n.kept_until >= today();
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.find_notification is
'One notification of a service, of whatever key, for api.describe_notifications; an uploaded
letter also by the id of its file. Touches one partition. Raises NT404 when unknown, another
service''s, or past the last day that its retention class keeps it.';

grant execute on function api.find_notification to postroom_api;
