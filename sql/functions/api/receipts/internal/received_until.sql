create or replace function api.received_until(service_id uuid)
    returns date
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select today() + case
        -- What came before a change may still be where the old setting put it.
        when exists (
            select from retention_settings as r
            where r.service_id = received_until.service_id
              and r.notification_type = 'sms'
              and coalesce(r.updated_at, r.created_at) > postroom.now() - make_interval(days => ops.longest_class() + 1)
        )
            then ops.longest_class()
        else ops.retention_days(received_until.service_id, 'sms')
    end
$$;

comment on function api.received_until is
'The last day that anything a service has received can be kept until: how many partitions to
look into.';
