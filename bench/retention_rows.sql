-- What bench.retention deletes: 3 rows of which 2 are expired, in both shapes.
-- :rows and :classes are filled in by bench/retention.py; bench/fill.sql has made bench.services.

truncate postroom.notifications, postroom.notification_contents, postroom.delivery_queue;

create schema wide;

-- Messages of which the last day was yesterday: a class keeps them longer, so they are older. Every
-- third is kept for some weeks more, and lies among them.
do $$ begin
    perform
        bench.partition('notifications', postroom.today() - 1 - days.kept),
        bench.partition('notification_contents', postroom.today() - 1)
    from unnest((array[7, 3, 14, 30, 90])[1::classes]) as days (kept);
end $$;

insert into postroom.notifications (
    id, created_at, day, kept_until, service_id, template_id, template_version,
    notification_type, key_type, status, sent_by, sent_at, updated_at, billable_units,
    phone_prefix, rate_multiplier
)
select
    i.id, a.at, d.day, postroom.today() - 1 + case when m.n % 3 = 0 then 22 else 0 end,
    s.id, s.template_id, 1, 'sms', 'normal', 'delivered', 'mmg', a.at, a.at, 1, '44', 1
from (
    select g.n, 1 + floor((select count(*) from bench.services) * power(random(), 3)) as service
    from generate_series(1, :rows * 3 / 2) as g (n)
) as m
inner join bench.services as s on s.n = m.service
cross join lateral (
    select postroom.today() - 1 - (array[7, 3, 14, 30, 90])[1 + s.n % :classes] as day
) as d
cross join lateral postroom.uuid7(
    d.day::timestamp at time zone 'Europe/London' + m.n * (interval '22 hours' / (:rows * 3 / 2))
) as i (id)
cross join lateral (select postroom.uuid7_time(i.id) as at) as a
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
