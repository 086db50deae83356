-- Messages in bulk for benchmarks: bench.services own them, bench.fill makes a stretch of them.

create schema bench;

-- The services there are, the first alone able to send and be read: the others are copies of it.
insert into postroom.services
select (
    jsonb_populate_record(
        s,
        jsonb_build_object(
            'id', gen_random_uuid(), 'context_version', nextval('postroom.context_versions'),
            'name', format('%s, %s', s.name, g.n),
            'normalised_name', format('%s.%s', s.normalised_name, g.n)
        )
    )
).*
from postroom.services as s
cross join generate_series(2, :services) as g (n)
where s.id = ':first';

create table bench.services as
select
    row_number() over (order by s.id <> ':first', s.id) as n, s.id,
    coalesce(t.id, gen_random_uuid()) as template_id, coalesce(k.id, gen_random_uuid()) as key_id
from postroom.services as s
left join postroom.templates as t on t.service_id = s.id and t.template_type = 'sms'
left join postroom.api_keys as k on k.service_id = s.id and k.key_type = 'normal'
where s.name like (select f.name || '%' from postroom.services as f where f.id = ':first');

create unique index on bench.services (n);

analyze bench.services;

create function bench.partition(tree text, day date)
    returns text
    language plpgsql
as $$
declare
    name text := format('postroom.%I', tree || to_char(day, '_"p"YYYY_MM_DD'));
begin
    if to_regclass(name) is null then
        set local role postroom_owner;
        execute format(
            'create table %s partition of postroom.%I for values from (%L) to (%L)',
            name, tree, day, day + 1
        );
        reset role;
    end if;
    return name;
end
$$;

-- Text messages of a stretch of one day, unevenly dealt: the largest of 17,000 services has 4 %.
create function bench.fill(
    starts timestamptz, lasts interval, messages bigint, days_kept int, status text
)
    returns void
    language plpgsql
as $$
declare
    day date := postroom.local_day(starts);
begin
    execute format(
        $fill$
        with made as materialized (
            select i.id, postroom.uuid7_time(i.id) as at, s.id as service_id, s.template_id, s.key_id
            from (
                select
                    g.n,
                    1 + floor((select count(*) from bench.services) * power(random(), 3)) as service
                from generate_series(1, $3) as g (n)
            ) as m
            inner join bench.services as s on s.n = m.service
            cross join lateral postroom.uuid7($1 + m.n * ($2 / $3)) as i (id)
            order by m.n
        ),
        facts as (
            insert into %s (
                id, created_at, day, kept_until, service_id, template_id, template_version,
                notification_type, key_type, api_key_id, status, sent_by, sent_at, updated_at,
                billable_units, phone_prefix, rate_multiplier
            )
            select
                m.id, m.at, $4, $4 + $5, m.service_id, m.template_id, 1,
                'sms', 'normal', m.key_id, $6, 'mmg', m.at + interval '1 s',
                m.at + interval '4 s', 1, '44', 1
            from made as m
        )
        insert into %s (
            id, kept_until, service_id, recipient, normalised_recipient, personalisation,
            reply_to_text
        )
        select
            m.id, $4 + $5, m.service_id, '0' || r.number, '44' || r.number,
            json_build_object(
                'name', 'Ann', 'date', '1 May 2030', 'reference', left(m.id::text, 9)
            ),
            'POSTROOM'
        from made as m
        cross join lateral (
            select (7000000000 + (hashtext(m.id::text) & 536870911))::text as number
        ) as r
        $fill$,
        bench.partition('notifications', day),
        bench.partition('notification_contents', day + days_kept)
    )
    using starts, lasts, messages, day, days_kept, status;
end
$$;
