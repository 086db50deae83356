create or replace function api.get_notification(
    service_id uuid, context_version bigint, notification_id uuid
)
    returns table (
        id uuid,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz,
        notification_type text,
        status text,
        template_id uuid,
        template_version int,
        client_reference text,
        billable_units int,
        rate_multiplier int,
        sms_rate numeric,
        letter_rate numeric,
        postage text,
        created_by_name text,
        recipient text,
        personalisation json,
        unsubscribe_url text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    created_on date := uuid7_day(get_notification.notification_id);
    last_day date;
begin
    perform api.check_context(get_notification.service_id, get_notification.context_version);

    select n.kept_until into last_day
    from notifications as n
    where n.id = get_notification.notification_id
      and n.day = created_on
      and n.service_id = get_notification.service_id;
    if last_day >= today() then
        return query select * from api.read_notifications(
            array[get_notification.notification_id], array[created_on], array[last_day]
        );
    end if;
end
$$;

comment on function api.get_notification is
'One notification of the service; no row when unknown, another service''s, or past the last day
that its retention class keeps it. Touches one partition of each tree.
Raises NTOLD (see api.check_context).';

grant execute on function api.get_notification to postroom_api;
