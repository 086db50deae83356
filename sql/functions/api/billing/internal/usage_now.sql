create or replace function api.usage_now(of_service uuid, first_day date, last_day date)
    returns table (
        service_id uuid, day date, notification_type text, rate numeric, postage text,
        billable_units bigint, chargeable_units bigint, notifications_sent bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with fresh as (
        select greatest(
            today() - 10,
            least(
                today(),
                coalesce(
                    (select max(f.day) + 1 from billing_facts as f where f.day < today()),
                    '-infinity'
                )
            )
        ) as since
    ),
    old as (
        select u.* from fresh
        cross join lateral api.usage(
            usage_now.first_day, least(usage_now.last_day, fresh.since - 1),
            array[usage_now.of_service]
        ) as u
    ),
    new as (
        select c.* from fresh
        cross join generate_series(
            greatest(usage_now.first_day, fresh.since)::timestamp,
            least(usage_now.last_day, today())::timestamp,
            interval '1 day'
        ) as d (day)
        inner join services as s on s.id = usage_now.of_service
        cross join lateral (
            select c.* from ops.count_charges(d.day::date, s.id) as c
            where c.notification_type = any(s.permissions)
            union all
            select f.* from billing_facts as f
            where f.day = d.day::date and f.service_id = s.id
              and f.notification_type <> all(s.permissions)
        ) as c
    )
    select o.* from old as o
    union all
    select
        n.service_id, n.day, n.notification_type, n.rate, n.postage, sum(n.billable_units)::bigint,
        sum(n.billable_units * n.rate_multiplier)::bigint, sum(n.notifications_sent)::bigint
    from new as n
    group by 1, 2, 3, 4, 5
$$;

comment on function api.usage_now is
'api.usage of one service, where today, and what the nights have not come to in the last ten days, is
counted from the messages themselves: of the channels that the service may use now. Writes nothing.
Internal.';
