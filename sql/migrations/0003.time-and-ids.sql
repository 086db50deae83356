-- Clock, day and ids. Partition bounds and check constraints depend on these functions,
-- so they are a migration and not reloadable files. Their bodies are in the form that is parsed
-- once, at creation: a quoted one would be parsed again by every insert that checks its row.
-- depends: 0002.procrastinate

-- The one clock. The setting lets tests and rehearsals live on another day; it is heard
-- only in sessions that log in as the owner, so no other login can shift time.
create function postroom.now()
    returns timestamptz
    language sql stable parallel safe
    return case
        when coalesce(current_setting('postroom.now', true), '') = '' then now()
        when pg_has_role(session_user, 'postroom_owner', 'usage')
            then current_setting('postroom.now')::timestamptz
        else now()
    end;
comment on function postroom.now() is
    'Transaction time, or the setting postroom.now in a session of the owner.';

-- The platform's local day: of partitions, facts, retention and billing. A constant, since
-- stored days depend on it: an installation elsewhere changes it here before its first run.
create function postroom.local_day(at timestamptz)
    returns date
    language sql immutable strict parallel safe
    return (local_day.at at time zone 'Europe/London')::date;
comment on function postroom.local_day(timestamptz) is 'The day of a moment, in Europe/London.';

create function postroom.today()
    returns date
    language sql stable parallel safe
    return postroom.local_day(postroom.now());
comment on function postroom.today() is 'The local day of postroom.now().';

create function postroom.uuid7(at timestamptz default now())
    returns uuid
    language sql volatile parallel safe
    return encode(
        -- The moment's milliseconds over the first 48 bits, and version 4 made 7.
        set_bit(
            set_bit(
                overlay(
                    uuid_send(gen_random_uuid()),
                    substr(int8send(floor(extract(epoch from uuid7.at) * 1000)::bigint), 3),
                    1, 6
                ),
                52, 1
            ),
            53, 1
        ),
        'hex'
    )::uuid;
comment on function postroom.uuid7(timestamptz) is
    'A new UUID version 7 (RFC 9562) that carries the given moment in milliseconds.';

-- Must be immutable and inline, or a lookup by id scans every partition.
create function postroom.uuid7_time(id uuid)
    returns timestamptz
    language sql immutable strict parallel safe
    return to_timestamp(
        ('x' || left(replace(uuid7_time.id::text, '-', ''), 12))::bit(48)::bigint / 1000.0
    );
comment on function postroom.uuid7_time(uuid) is 'The moment inside a UUID version 7.';

create function postroom.uuid7_day(id uuid)
    returns date
    language sql immutable strict parallel safe
    return postroom.local_day(postroom.uuid7_time(uuid7_day.id));
comment on function postroom.uuid7_day(uuid) is
    'The local day inside a UUID version 7: the partition that holds its facts.';

-- The smallest UUID version 7 of a moment: a range of ids is a range of time.
create function postroom.uuid7_floor(at timestamptz)
    returns uuid
    language sql immutable strict parallel safe
    return encode(
        substr(int8send(floor(extract(epoch from uuid7_floor.at) * 1000)::bigint), 3)
        || '\x70008000000000000000'::bytea,
        'hex'
    )::uuid;
comment on function postroom.uuid7_floor(timestamptz) is
'The smallest UUID version 7 that carries the given moment in milliseconds.';

-- What a view of schema reading calls is called with the rights of who asks.
grant execute on function
postroom.now(), postroom.today(), postroom.local_day(timestamptz)
to postroom_api, postroom_dba, postroom_readonly;
