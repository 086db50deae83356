-- Of messages that the narrower index cannot hold side by side, all but one lose their reference.
update postroom.inbound_messages as m
set provider_reference = null
where m.provider_reference is not null
  and exists (
      select from postroom.inbound_messages as o
      where o.provider_reference = m.provider_reference
        and o.provider = m.provider
        and o.service_id = m.service_id
        and o.day = m.day
        and o.kept_until = m.kept_until
        and o.id < m.id
  );
drop index postroom.inbound_messages_provider_reference;
create unique index inbound_messages_provider_reference
on postroom.inbound_messages (provider_reference, provider, service_id, day, kept_until)
where provider_reference is not null;
alter table postroom.held_inbound_messages drop column fingerprint;
alter table postroom.inbound_messages drop column fingerprint;
