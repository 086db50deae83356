-- A month's facts: each service sends text messages and emails on a third of its days, one in ten
-- letters too; the busy one every day from 50 templates. Filled in by bench/usage.py.

insert into postroom.billing_facts
select
    d.day::date, md5(s.n::text)::uuid, md5('template' || s.n || t.n)::uuid, k.kind,
    case k.kind when 'sms' then (array['mmg', 'firetext'])[1 + s.n % 2]
        when 'email' then 'ses' else 'dvla' end,
    case k.kind when 'email' then 0 else 1 end, false,
    case k.kind when 'sms' then ops.sms_rate(d.day::date) when 'letter' then 0.77 else 0 end,
    case k.kind when 'letter' then 'second' else 'none' end,
    case k.kind when 'email' then 0 else 12 end, 10
from generate_series(
    ':first'::timestamp, ':first'::timestamp + interval '1 month' - interval '1 day', '1 day'
) as d (day)
cross join generate_series(1, :services) as s (n)
cross join lateral generate_series(1, case s.n when 1 then 50 else 1 end) as t (n)
cross join unnest('{sms,email,letter}'::text[]) as k (kind)
where (s.n = 1 or hashint8(s.n * 1000 + (d.day::date - date '2020-01-01')) % 3 = 0)
  and (k.kind <> 'letter' or s.n % 10 = 0) and d.day < postroom.today();

insert into postroom.status_facts
select
    f.day, f.service_id, f.template_id, '00000000-0000-0000-0000-000000000000',
    f.notification_type, 'normal', t.status, 5
from postroom.billing_facts as f
cross join unnest('{delivered,permanent-failure}'::text[]) as t (status)
where f.day between ':first' and (':first'::timestamp + interval '1 month' - interval '1 day')
