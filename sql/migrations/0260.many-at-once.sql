-- Many messages in one request, retries that send nothing twice, services with a pace.
-- depends: 0250.http-providers

alter table postroom.services add column pace boolean not null default false;
comment on column postroom.services.pace is
'What is above the per-minute limit is not refused but sent at its rate (ops.set_pace).';

-- Uploads that came as requests: the key that they came with, and their messages' end.
alter table postroom.jobs
add column api_key_id uuid,
add column key_type text not null default 'normal'
constraint jobs_key_type check (key_type in ('normal', 'team', 'test')),
add column valid_until timestamptz;

alter type postroom.new_message add attribute valid_until timestamptz;
-- The key of a request that is not to be sent twice, what it was, and what is answered (api.claim_key).
alter type postroom.new_message add attribute idempotency_key text;
alter type postroom.new_message add attribute request text;
alter type postroom.new_message add attribute answer text;

create table postroom.idempotency_keys (
    day date not null,
    created_at timestamptz not null,
    id uuid not null,
    service_id uuid not null,
    key_type text not null,
    key text not null,
    -- A hash of the request's path and body.
    request text not null,
    status int not null,
    -- JSON as text, but for what the outcomes tell: of each message its id, or why it was refused.
    answer text not null,
    ids uuid[] not null,
    reasons text[] not null,
    primary key (service_id, key_type, key, day)
) partition by range (day);
comment on table postroom.idempotency_keys is
'Answers to requests that had an Idempotency-Key, for a day and until the day after ends: they leave
by partition drop. One partition a local day.';
