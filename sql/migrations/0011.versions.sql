-- Every version of a service, an API key and a service callback, kept by trigger so that no
-- function can forget to.
-- depends: 0010.operations

create table postroom.service_callbacks (
    id uuid primary key default gen_random_uuid(),
    service_id uuid not null references postroom.services,
    callback_type text not null
    check (callback_type in ('delivery_status', 'complaint', 'returned_letter', 'inbound_sms')),
    url text not null,
    -- Encrypted outside the database (postroom/secret_keys.py): it is sent along with calls.
    bearer_token text not null,
    version int not null default 1,
    updated_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz,
    unique (service_id, callback_type)
);

create table postroom.versions (
    service_id uuid not null,
    kind text not null check (kind in ('service', 'api_key', 'service_callback')),
    id uuid not null,
    version int not null,
    -- The whole row, as the current one was then, without its secrets.
    data jsonb not null,
    primary key (service_id, kind, id, version)
);
comment on table postroom.versions is
'What services, API keys and service callbacks looked like after each change.';

create function postroom.keep_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    data jsonb := to_jsonb(new) - '{secret,bearer_token,context_version}'::text[];
begin
    insert into versions (service_id, kind, id, version, data)
    values (
        coalesce((data ->> 'service_id')::uuid, new.id), tg_argv[0], new.id, new.version, data
    );
    return null;
end
$$;

create trigger keep_first_version after insert on postroom.services
for each row execute function postroom.keep_version('service');
create trigger keep_version after update on postroom.services
for each row when (new.version <> old.version)
execute function postroom.keep_version('service');

create trigger keep_first_version after insert on postroom.api_keys
for each row execute function postroom.keep_version('api_key');
create trigger keep_version after update on postroom.api_keys
for each row when (new.version <> old.version)
execute function postroom.keep_version('api_key');

create trigger keep_first_version after insert on postroom.service_callbacks
for each row execute function postroom.keep_version('service_callback');
create trigger keep_version after update on postroom.service_callbacks
for each row when (new.version <> old.version)
execute function postroom.keep_version('service_callback');

insert into postroom.versions (service_id, kind, id, version, data)
select
    s.id as service_id,
    'service' as kind,
    s.id,
    s.version,
    to_jsonb(s) - 'context_version' as data
from postroom.services as s;

insert into postroom.versions (service_id, kind, id, version, data)
select
    k.service_id,
    'api_key' as kind,
    k.id,
    k.version,
    to_jsonb(k) - 'secret' as data
from postroom.api_keys as k;
