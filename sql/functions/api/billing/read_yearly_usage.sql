create or replace function api.read_yearly_usage(service_id uuid, year int)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(to_jsonb(y) order by y.notification_type, y.rate), '[]')
    from (
        select
            c.notification_type, c.rate, sum(c.notifications_sent) as notifications_sent,
            sum(c.chargeable_units) as chargeable_units,
            sum(c.free_allowance_used) as free_allowance_used,
            sum(c.charged_units) as charged_units, sum(c.cost) as cost
        from api.charge(
            make_date(read_yearly_usage.year, 4, 1),
            make_date(read_yearly_usage.year + 1, 3, 31),
            read_yearly_usage.service_id
        ) as c
        where c.notification_type <> 'sms' or c.has_allowance
        group by 1, 2
    ) as y
$$;

comment on function api.read_yearly_usage is
'What a service has to pay for the financial year that begins in a year, by type and rate, its emails
for nothing. Otherwise as api.read_monthly_usage.';

grant execute on function api.read_yearly_usage to postroom_api;
