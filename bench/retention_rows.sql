-- What bench.retention deletes: 3 rows of which 2 are expired, in both shapes.
-- :rows and :services are filled in by bench/retention.py.

create schema wide;
create table wide.services as
select n, gen_random_uuid() as id from generate_series(1, :services) as s (n);
create unique index on wide.services (n);
analyze wide.services;

-- The partition of that day, which nothing else would make so late.
do $$ begin
    set local role postroom_owner;
    execute format(
        'create table postroom.%I partition of postroom.notifications for values from (%L) to (%L)',
        'notifications_p' || to_char(postroom.today() - 8, 'YYYY_MM_DD'),
        postroom.today() - 8, postroom.today() - 7
    );
end $$;

-- Facts of eight days ago, whose seven days are over; the live ones have thirty.
insert into postroom.notifications (
    id, created_at, day, kept_until, service_id, template_id, template_version,
    notification_type, key_type, status, sent_by, sent_at, updated_at, billable_units,
    phone_prefix, rate_multiplier
)
select
    m.id, m.created_at, postroom.local_day(m.created_at),
    postroom.local_day(m.created_at) + case when m.n % 3 = 0 then 30 else 7 end,
    s.id, s.id, 1, 'sms', 'normal', 'delivered', 'mmg', m.created_at, m.created_at, 1, '44', 1
from (
    select
        g.n, i.id, postroom.uuid7_time(i.id) as created_at,
        1 + floor(:services * power(random(), 3))::int as service
    from generate_series(1, :rows * 3 / 2) as g (n)
    cross join lateral postroom.uuid7(
        (postroom.today() - 8)::timestamp at time zone 'Europe/London'
        + g.n * (interval '22 hours' / (:rows * 3 / 2))
    ) as i (id)
) as m
inner join wide.services as s on s.n = m.service
order by m.n;

insert into postroom.notification_contents (
    id, kept_until, service_id, recipient, normalised_recipient, personalisation, reply_to_text
)
select
    n.id, n.kept_until, n.service_id, '07700900123', '447700900123',
    '{"name": "Ann", "date": "1 May 2030", "reference": "AB123456C"}', 'POSTROOM'
from postroom.notifications as n
order by n.id;

-- What systems without partitions have: one table of all, and a history to copy it to.
create table wide.notifications with (autovacuum_enabled = off) as
select
    n.*, c.recipient, c.normalised_recipient, c.personalisation, c.reply_to_text,
    c.unsubscribe_url
from postroom.notifications as n
inner join postroom.notification_contents as c
    on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
order by n.id;
alter table wide.notifications add primary key (id);
create index on wide.notifications (service_id, id);
create index on wide.notifications (service_id, notification_type, kept_until);
create index on wide.notifications (normalised_recipient, service_id);
create index on wide.notifications (provider_reference) where provider_reference is not null;
create table wide.history (like postroom.notifications) with (autovacuum_enabled = off);
alter table wide.history add primary key (id);
create index on wide.history (service_id, notification_type, created_at);

vacuum analyze;
