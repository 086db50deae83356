create or replace function api.list_bills(start_date date, end_date date)
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set work_mem = '64MB'
as $$
    with charged as materialized (
        select c.* from api.charge(list_bills.start_date, list_bills.end_date) as c
    ),
    texts as (
        select c.service_id, sum(c.charged_units) as units, sum(c.cost) as cost
        from charged as c
        where c.notification_type = 'sms'
        group by c.service_id
        having sum(c.cost) > 0
    ),
    classes as (
        select
            c.service_id, api.letter_class(c.postage) as class, c.rate,
            sum(c.notifications_sent)::bigint as letters, sum(c.cost) as cost
        from charged as c
        where c.notification_type = 'letter'
        group by 1, 2, 3
    ),
    letters as (
        select
            c.service_id, sum(c.letters) as letters, sum(c.cost) as cost,
            string_agg(
                api.describe_letters(c.letters, c.class, c.rate), ''
                order by array_position(
                    array['economy class', 'second class', 'first class', 'international'], c.class
                ), c.rate
            ) as breakdown
        from classes as c
        group by c.service_id
    )
    select jsonb_build_object(
        'organisation_id', coalesce(o.id::text, ''),
        'organisation_name', coalesce(o.name, ''),
        'service_id', s.id,
        'service_name', s.name,
        'sms_cost', coalesce(t.cost, 0),
        'sms_chargeable_units', coalesce(t.units, 0),
        'total_letters', coalesce(l.letters, 0),
        'letter_cost', coalesce(l.cost, 0),
        'letter_breakdown', coalesce(l.breakdown, ''),
        'purchase_order_number', coalesce(s.purchase_order_number, o.purchase_order_number),
        'contact_names', coalesce(s.billing_contact_names, o.billing_contact_names),
        'contact_email_addresses',
        coalesce(s.billing_contact_email_addresses, o.billing_contact_email_addresses),
        'billing_reference', coalesce(s.billing_reference, o.billing_reference)
    )
    from texts as t
    full join letters as l on l.service_id = t.service_id
    inner join services as s on s.id = coalesce(t.service_id, l.service_id)
    left join organisations as o on o.id = s.organisation_id
    order by o.name, s.name, s.id
$$;

comment on function api.list_bills is
'What each service has to pay for the days from one to another of a financial year: those that pay for
text messages or sent letters, by organisation (none last) and name.';

grant execute on function api.list_bills to postroom_api;
