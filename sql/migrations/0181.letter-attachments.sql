-- Pages that a letter template has besides its text: a PDF of the team's own, which lies in the bucket
-- that the admin app writes to. Which version of a template has which is a column of the version.
-- depends: 0180.sums-of-facts

create table postroom.letter_attachments (
    id uuid primary key,
    original_filename text not null,
    page_count smallint not null check (page_count >= 0),
    archived_at timestamptz,
    archived_by_id uuid references postroom.users,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now()
);
comment on table postroom.letter_attachments is
'PDFs that follow the text of letters from a template. The id is also the name of its file.';

alter table postroom.template_versions
add column letter_attachment_id uuid references postroom.letter_attachments;
create index template_versions_attachment
on postroom.template_versions (letter_attachment_id) where letter_attachment_id is not null;
