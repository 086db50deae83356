-- Some providers give every text message the same id: what repeats one is the same in all that it says.
-- depends: 0180.sums-of-facts

alter table postroom.inbound_messages add column fingerprint bytea;
comment on column postroom.inbound_messages.fingerprint is
'Of the sender, the text and the time that the provider gave; null in rows from before it.';
alter table postroom.held_inbound_messages add column fingerprint bytea;

-- An index of a partitioned table cannot be dropped beside what goes on; few rows, so it is quick.
-- squawk-ignore require-concurrent-index-deletion
drop index postroom.inbound_messages_provider_reference;
create unique index inbound_messages_provider_reference
on postroom.inbound_messages (provider_reference, provider, service_id, fingerprint, day, kept_until)
where provider_reference is not null;
