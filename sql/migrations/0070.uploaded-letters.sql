-- Letters that people upload as PDFs are known to the admin app by the id of their file, which
-- is not an id of ours.
-- depends: 0031.letter-rates

alter table postroom.notification_contents add column file_id uuid;
alter table postroom.held_contents add column file_id uuid;

-- A partitioned table has no other way of making one.
-- squawk-ignore require-concurrent-index-creation
create index notification_contents_file on postroom.notification_contents (file_id)
where file_id is not null;
