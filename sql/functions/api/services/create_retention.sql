create or replace function api.create_retention(
    service_id uuid, notification_type text, days int
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform from services as s where s.id = create_retention.service_id for update;
    if not found or exists (
        select from retention_settings as r
        where r.service_id = create_retention.service_id
          and r.notification_type = create_retention.notification_type
    ) then
        perform api.fail(400, null, format(
            'Service already has data retention for %s notification type',
            create_retention.notification_type
        ));
    end if;
    perform ops.change_retention(
        create_retention.service_id, create_retention.notification_type, create_retention.days
    );
    return (
        select s.setting
        from jsonb_array_elements(api.list_retention(create_retention.service_id)) as s (setting)
        where s.setting ->> 'notification_type' = create_retention.notification_type
    );
end
$$;

comment on function api.create_retention is
'Sets for the first time how long a service keeps messages of a type (see ops.change_retention);
returns it as api.list_retention does. Raises NT400 when that is set already.';

grant execute on function api.create_retention to postroom_api;
