-- What this database is for, and a proof that the keys of whoever starts fit it.
-- depends: 0090.one-check 0062.alerts

create table postroom.installation (
    id uuid primary key default gen_random_uuid(),
    -- One row: the second would be equal in this.
    single boolean not null default true unique check (single),
    -- NOTIFY_ENVIRONMENT of the last start; null before the first.
    environment text,
    -- A text that everybody knows, encrypted under SECRET_KEYS.
    known_secret text
);
comment on table postroom.installation is
'One row about the installation as a whole. Written at each start (api.enter_environment,
api.keep_known_secret).';

insert into postroom.installation default values;

insert into postroom.alert_rules (name, severity, threshold, description)
values (
    'provider_missing', 'critical', 0,
    'No provider is active for a type of message, outside development; live messages wait'
);
