-- What bench.usage reads: organisations, services with what is free, and one busy service's messages
-- of today. :services and :messages are filled in by bench/usage.py.

insert into postroom.organisations (id, name)
select md5('organisation' || g.n)::uuid, 'Organisation ' || g.n
from generate_series(1, 500) as g (n);

insert into postroom.users (id, name, email_address)
values (md5('user')::uuid, 'Ann', 'ann@example.gov.uk');

insert into postroom.services (
    id, name, normalised_name, email_sender_local_part, restricted, organisation_id, created_by_id,
    go_live_user_id, go_live_at
)
select
    md5(g.n::text)::uuid, 'Service ' || g.n, 'service.' || g.n, 'service.' || g.n, false,
    case when g.n % 20 > 0 then md5('organisation' || 1 + g.n % 500)::uuid end,
    md5('user')::uuid, md5('user')::uuid, postroom.now() - g.n * interval '1 hour'
from generate_series(1, :services) as g (n);

insert into postroom.allowances (service_id, financial_year, fragments)
select s.id, y.year, 200
from postroom.services as s
cross join generate_series(2025, api.financial_year(postroom.today())) as y (year)
on conflict do nothing;

insert into postroom.notifications (
    id, created_at, day, kept_until, service_id, template_id, template_version, notification_type,
    key_type, status, sent_by, billable_units, rate_multiplier
)
select
    i.id, postroom.uuid7_time(i.id), postroom.uuid7_day(i.id), postroom.uuid7_day(i.id) + 7,
    md5('1')::uuid, md5('template' || g.n % 50)::uuid, 1, 'sms', 'normal', 'delivered', 'mmg', 1, 1
from generate_series(1, :messages) as g (n)
cross join lateral postroom.uuid7(
    postroom.now() - g.n * interval '1 millisecond'
) as i (id);

vacuum analyze postroom.notifications;
