create or replace function ops.retention_days(service_id uuid, notification_type text)
    returns int
    language plpgsql  -- which keeps its plan
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    return coalesce(
        (
            select least(greatest(r.days, 0), ops.longest_class()) from retention_settings as r
            where r.service_id = retention_days.service_id
              and r.notification_type = retention_days.notification_type
        ),
        7
    );
end
$$;

comment on function ops.retention_days is
'How many whole local days after the day of creation a service''s messages of a type are kept:
what the service set, at most ops.longest_class, or 7.';
