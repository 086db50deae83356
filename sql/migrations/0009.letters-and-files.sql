-- Letters that came back, files by link, and which files nobody needs any more.
-- depends: 0008.uploads-and-reports

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

-- Files to remove from the object store. A file is announced here before it is written, to be
-- removed in a day; the transaction that stores what it belongs to takes that back. So no file
-- can be left that nothing names.
create table postroom.object_removals (
    key text primary key,
    remove_at timestamptz not null
);
create index object_removals_due on postroom.object_removals (remove_at);
grant select on postroom.object_removals to postroom_readonly;

create table postroom.documents (
    created_at timestamptz not null default postroom.now(),
    -- The last local day on which the link works.
    available_until date not null,
    size int not null,
    -- Wrong addresses in the hour that began then.
    wrong_addresses int not null default 0,
    counted_from timestamptz not null default postroom.now(),
    id uuid primary key,
    service_id uuid not null references postroom.services,
    notification_id uuid not null,
    object_key text not null unique,
    mimetype text not null,
    key_hash bytea not null,
    filename bytea,
    confirmation bytea
);
comment on table postroom.documents is
'Files that emails link to. Nothing here tells whose they are or what is in them: that takes the
key in the link.';
comment on column postroom.documents.key_hash is 'SHA-256 of the key, to know the right one.';
comment on column postroom.documents.filename is 'Encrypted under the key; null: it has none.';
comment on column postroom.documents.confirmation is
'HMAC under the key of the address to be given before the download; null: none is asked for.';
create index documents_available_until on postroom.documents (available_until);
create index documents_notification on postroom.documents (notification_id);
grant select on postroom.documents to postroom_readonly;
