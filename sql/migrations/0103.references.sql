-- A service finds its messages by its own reference, without reading all that it has sent.
-- depends: 0102.horizon

-- Of a large installation each day's index can be made beforehand, without holding anybody up: as
-- the owner, "create index concurrently on postroom.<partition> (service_id, client_reference, id)
-- where client_reference is not null" for each; this statement then finds and uses them.
-- squawk-ignore require-concurrent-index-creation
create index notifications_reference on postroom.notifications (service_id, client_reference, id)
where client_reference is not null;
