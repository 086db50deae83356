-- What bench.facts counts: messages of yesterday. :rows and :services are filled in by
-- bench/facts.py.

insert into postroom.notifications (
    id, created_at, day, kept_until, service_id, template_id, template_version, api_key_id,
    notification_type, key_type, status, sent_by, sent_at, updated_at, billable_units,
    phone_prefix, rate_multiplier, postage
)
select
    m.id, m.created_at, postroom.local_day(m.created_at), postroom.local_day(m.created_at) + 7,
    md5(m.service::text)::uuid, md5(m.service::text || m.n % 3)::uuid, 1, md5('key')::uuid,
    k.kind, case when m.n % 50 = 0 then 'team' else 'normal' end,
    (array[
        'delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'sending',
        'temporary-failure', 'permanent-failure', 'technical-failure', 'created'
    ])[1 + floor(random() * 10)::int],
    case k.kind when 'sms' then (array['mmg', 'firetext'])[1 + m.n % 2] when 'email' then 'ses' end,
    m.created_at + interval '20 seconds' * random(), m.created_at,
    case k.kind when 'email' then 0 else 1 + floor(random() * 4)::int end,
    '44', case k.kind when 'sms' then 1 end, case k.kind when 'letter' then 'second' end
from (
    select
        g.n, i.id, postroom.uuid7_time(i.id) as created_at,
        1 + floor(:services * power(random(), 3))::int as service
    from generate_series(1, :rows) as g (n)
    cross join lateral postroom.uuid7(
        (postroom.today() - 1)::timestamp at time zone 'Europe/London'
        + g.n * (interval '22 hours' / :rows)
    ) as i (id)
) as m
cross join lateral (
    select (array['sms', 'sms', 'email', 'email', 'letter'])[1 + (m.n / 3) % 5] as kind
) as k
order by m.n;

vacuum analyze postroom.notifications;
