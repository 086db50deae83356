-- Files by link: what is known of each without its key, which only the link has.
-- depends: 0031.letter-rates

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
