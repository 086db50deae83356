-- Letters: their despatch, their PDFs in the object store, and which files nobody needs any
-- more.
-- depends: 0021.unsubscribe-requests

-- When the printer handed a letter to the post, and how the post counts it.
alter table postroom.notifications
add column despatched_on date,
add column cost_threshold text check (cost_threshold in ('sorted', 'unsorted'));

-- The file lives exactly as long as the row that names it. A held row is a copy of a row of
-- the tree, so both have the same columns.
alter table postroom.notification_contents
add column pdf_key text,
-- What is wrong with a PDF that cannot be printed: {"message", "invalid_pages", "page_count"}.
add column pdf_fault json;
alter table postroom.held_contents
add column pdf_key text,
add column pdf_fault json;

-- Files to remove from the object store. A file is announced here before it is written, to be
-- removed in a day; the transaction that stores what it belongs to takes that back. So no file
-- can be left that nothing names.
create table postroom.object_removals (
    key text primary key,
    remove_at timestamptz not null
);
create index object_removals_due on postroom.object_removals (remove_at);
grant select on postroom.object_removals to postroom_readonly;
