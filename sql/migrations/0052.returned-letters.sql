-- Letters that came back to the printer.
-- depends: 0051.complaints

create table postroom.returned_letters (
    created_at timestamptz not null default postroom.now(),
    -- The day (UTC) of the report that named it first.
    reported_on date not null,
    notification_id uuid not null,
    service_id uuid not null references postroom.services,
    primary key (notification_id, service_id)
);
comment on table postroom.returned_letters is
'Letters that could not be delivered and came back, each once.';
create index returned_letters_service on postroom.returned_letters (service_id, reported_on);

grant select on postroom.returned_letters to postroom_readonly;
