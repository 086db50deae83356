-- Providers that a description is enough for, and what providers lack before they can be asked.
-- depends: 0240.generations

-- Whether it tells what became of a message that it took; else that is delivered.
alter table postroom.provider_details add column sends_receipts boolean not null default true;
update postroom.provider_details set sends_receipts = false where identifier = 'smtp';

create table postroom.provider_faults (
    identifier text primary key,
    fault text not null,
    found_at timestamptz not null default postroom.now()
);
comment on table postroom.provider_faults is
'Active providers that the worker which looked last cannot ask, since settings are missing or wrong.';
grant select on postroom.provider_faults to postroom_readonly;

insert into postroom.alert_rules (name, severity, threshold, hold, description)
values (
    'provider_not_set_up', 'critical', 0, default,
    'A provider is active and the worker cannot ask it, since a setting is missing'
);
