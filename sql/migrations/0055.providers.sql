-- Providers prove themselves: every change is kept, calls are counted, and who fails all the
-- time is left out for a while.
-- depends: 0031.letter-rates

-- Where a provider's share drifts back to when nothing has changed for a while.
alter table postroom.provider_details
add column resting_point int not null default 100,
add column reason text;
update postroom.provider_details set resting_point = priority;
update postroom.provider_details set display_name = 'AWS SES' where identifier = 'ses';

-- Kept by trigger so that no function can forget to.
create table postroom.provider_versions (
    provider_id uuid not null references postroom.provider_details on delete cascade,
    version int not null,
    active boolean not null,
    priority int not null,
    resting_point int not null,
    reason text,
    created_by_id uuid references postroom.users,
    updated_at timestamptz,
    primary key (provider_id, version)
);
comment on table postroom.provider_versions is
'What providers looked like after each change, and who made it why.';

insert into postroom.provider_versions
(provider_id, version, active, priority, resting_point, created_by_id, updated_at)
select
    id,
    version,
    active,
    priority,
    resting_point,
    created_by_id,
    updated_at
from postroom.provider_details;

create function postroom.keep_provider_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into provider_versions (
        provider_id, version, active, priority, resting_point, reason, created_by_id, updated_at
    ) values (
        new.id, new.version, new.active, new.priority, new.resting_point, new.reason,
        new.created_by_id, new.updated_at
    );
    return null;
end
$$;

create trigger keep_first_version after insert on postroom.provider_details
for each row execute function postroom.keep_provider_version();
create trigger keep_version after update on postroom.provider_details
for each row when (new.version <> old.version)
execute function postroom.keep_provider_version();

-- The two below are worth less than what they cost to keep: unlogged, and empty after a crash.
create unlogged table postroom.provider_calls (
    identifier text not null,
    second timestamptz not null,
    calls int not null,
    failures int not null,
    primary key (identifier, second)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
comment on table postroom.provider_calls is
'What providers were asked and did not do, a row a second, for an hour.';

-- One row for each provider that has ever failed too often.
create unlogged table postroom.provider_breakers (
    identifier text primary key,
    -- Null when closed: asked as always. Else left out until then, and tried now and then after.
    open_until timestamptz,
    tried_at timestamptz,
    -- Calls before this do not count any more.
    closed_at timestamptz
) with (fillfactor = 50);

grant select on postroom.provider_versions, postroom.provider_calls, postroom.provider_breakers
to postroom_readonly;

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
